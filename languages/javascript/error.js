console.log("open";
