-- Takes finished sagas that nobody has let go, so that one process at a time looks after them.
-- KEYS: set of finished sagas that are kept until told. ARGV: ms since they finished or were last taken, how many at most.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[1])), 'LIMIT', '0', ARGV[2])
for _, id in ipairs(taken) do redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', now), id) end
return taken
