-- Takes what is due for the length of a lease, so that one sweeper at a time delivers it.
-- KEYS: due set. ARGV: lease ms, how many at most.
-- Returns nothing, or by how many ms the oldest is late, and the members.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', '0', ARGV[2])
if #due == 0 then return due end

local late = now - tonumber(redis.call('ZSCORE', KEYS[1], due[1]))
local leased = string.format('%.0f', now + tonumber(ARGV[1]))
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], 'XX', leased, member) end
table.insert(due, 1, string.format('%.0f', late))
return due
