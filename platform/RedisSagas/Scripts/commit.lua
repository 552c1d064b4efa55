-- One transition: state, inbox mark, outgoing messages, timers and cancelled timers, all or nothing.
-- KEYS: saga hash, due set, set of unfinished sagas.
-- ARGV: version read, version written, state, inbox mark or '', ms a finished saga is kept ('0': not finished,
--       '': finished, kept until told), saga id, number of cancelled timers, their fields,
--       then (field, ms until due, message) for each message.
-- Returns 1, or 0 when another message changed the saga first.
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end

redis.call('HSET', KEYS[1], 'v', ARGV[2], 's', ARGV[3])
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], ARGV[4], '1') end

local outstanding = tonumber(redis.call('HGET', KEYS[1], 'n') or '0')
local first = 8 + tonumber(ARGV[7])
for i = 8, first - 1 do
  outstanding = outstanding - redis.call('HDEL', KEYS[1], ARGV[i])
  redis.call('ZREM', KEYS[2], ARGV[6] .. '/' .. ARGV[i])
end

-- Redis's own clock: the sweeper asks it as well, so that no machine's wrong clock fires a timer early or late.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for i = first, #ARGV, 3 do
  outstanding = outstanding + redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
  redis.call('ZADD', KEYS[2], string.format('%.0f', now + tonumber(ARGV[i + 1])), ARGV[6] .. '/' .. ARGV[i])
end
redis.call('HSET', KEYS[1], 'n', string.format('%.0f', outstanding))

if ARGV[5] == '0' then
  redis.call('SADD', KEYS[3], ARGV[6])
  redis.call('HDEL', KEYS[1], 'x')
else
  redis.call('SREM', KEYS[3], ARGV[6])
  if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'x', ARGV[5]) end
end
local keep = redis.call('HGET', KEYS[1], 'x')
if keep and outstanding == 0 then redis.call('PEXPIRE', KEYS[1], keep) else redis.call('PERSIST', KEYS[1]) end
return 1
