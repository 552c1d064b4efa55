-- Puts off a timer that was delivered, twice as long each time; it stays until the commit that consumes it removes it.
-- KEYS: saga hash, due set. ARGV: saga id, the timer's field, ms after the first delivery, ms at most.
-- Returns 1, or 0 when it has been consumed or cancelled meanwhile.
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then return 0 end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local deliveries = redis.call('HINCRBY', KEYS[1], 'd:' .. ARGV[2], '1')
local pause = math.min(tonumber(ARGV[3]) * 2 ^ (deliveries - 1), tonumber(ARGV[4]))
redis.call('ZADD', KEYS[2], 'XX', string.format('%.0f', now + pause), ARGV[1] .. '/' .. ARGV[2])
return 1
