(println "Hello from Clojure")
