# Groovy starts in half the time from an archive of its loaded classes.
echo 'println 1' > main.groovy
java -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$TOOLCHAIN/groovy.jsa" -cp /usr/share/java/groovy-all.jar groovy.ui.GroovyMain main.groovy >/dev/null 2>&1
