println "Hello from Groovy"
