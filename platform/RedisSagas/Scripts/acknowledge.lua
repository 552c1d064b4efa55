-- Forgets messages that the transport has taken, and timers that their saga no longer needs; the last one starts the clock of a finished saga.
-- KEYS: saga hash, due set. ARGV: saga id, then the messages' fields.
local removed = 0
for i = 2, #ARGV do
  removed = removed + redis.call('HDEL', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[1] .. '/' .. ARGV[i])
  if string.sub(ARGV[i], 1, 2) == 't:' then redis.call('HDEL', KEYS[1], 'd:' .. ARGV[i]) end
end
if removed == 0 then return 0 end

local outstanding = redis.call('HINCRBY', KEYS[1], 'n', string.format('%.0f', -removed))
local keep = redis.call('HGET', KEYS[1], 'x')
if keep and outstanding <= 0 then redis.call('PEXPIRE', KEYS[1], keep) end
return removed
