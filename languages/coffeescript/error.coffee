console.log "open
