(println "open"
