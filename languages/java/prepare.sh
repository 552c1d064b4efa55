options='-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:ActiveProcessorCount=2'

# The compiler starts a third faster from an archive of its loaded classes.
echo 'class Main { public static void main(String[] args) { System.out.println(); } }' > Main.java
javac $(printf ' -J%s' $options -XX:ArchiveClassesAtExit="$TOOLCHAIN/javac.jsa") Main.java >/dev/null 2>&1

# A public class must be in a file of its name, whatever it is. The classes are packed into one file.
cat > "$TOOLCHAIN/compile" <<EOF
public=\$(sed -n 's/^ *public .*class *\([A-Za-z0-9_]*\).*/\1/p' /src/Main.java | head -n 1)
cp /src/Main.java "\${public:=Main}.java"
javac $(printf ' -J%s' $options -XX:SharedArchiveFile=/toolchain/javac.jsa) -J-XX:MaxRAM=\${1}m -J-XX:MaxRAMPercentage=50 -d classes "\$public.java" || exit
[ -e classes/Main.class ] && public=Main
echo "\$public" > classes/main-class
tar -C classes -cf program .
EOF

cat > "$TOOLCHAIN/run" <<EOF
memory=\$1
shift
mkdir /tmp/classes
tar -C /tmp/classes -xf /src/program
exec java $options -XX:MaxRAM=\${memory}m -XX:MaxRAMPercentage=50 -cp /tmp/classes "\$(cat /tmp/classes/main-class)" "\$@"
EOF
