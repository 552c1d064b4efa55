-- One transition: state, inbox mark, outgoing messages, timers set and timers ended, all or nothing.
-- KEYS: saga hash, due set, set of unfinished sagas, set of finished sagas that are kept until told.
-- ARGV: version read, version written, state, inbox mark or '', ms a finished saga is kept ('0': not finished,
--       '': finished, kept until told), saga id, number of timers that were cancelled or consumed,
--       their fields, then (field, ms until due, message) for each message.
-- Returns 1, or 0 when another message changed the saga first.
if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end

-- Redis's own clock: the sweeper asks it as well, so that no machine's wrong clock fires a timer early or late.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local finished = ARGV[5] ~= '0'
local outstanding = tonumber(redis.call('HGET', KEYS[1], 'n') or '0')
local ended, fields, due = {}, {'v', ARGV[2], 's', ARGV[3]}, {}
if ARGV[4] ~= '' then table.insert(fields, ARGV[4]); table.insert(fields, '1') end
if finished and ARGV[5] ~= '' then table.insert(fields, 'x'); table.insert(fields, ARGV[5]) end

local first = 8 + tonumber(ARGV[7])
for i = 8, first - 1 do
  outstanding = outstanding - redis.call('HEXISTS', KEYS[1], ARGV[i])
  table.insert(ended, ARGV[i])
end
for i = first, #ARGV, 3 do
  outstanding = outstanding + 1 - redis.call('HEXISTS', KEYS[1], ARGV[i])
  table.insert(fields, ARGV[i]); table.insert(fields, ARGV[i + 2])
  table.insert(due, string.format('%.0f', now + tonumber(ARGV[i + 1]))); table.insert(due, ARGV[6] .. '/' .. ARGV[i])
end
table.insert(fields, 'n'); table.insert(fields, string.format('%.0f', outstanding))

-- Redis runs a script as a whole and logs it as a whole. A store that is killed may have logged only the beginning of
-- one (embedded Garnet does), so one command writes whatever must agree, and what stands around it does no harm alone:
-- before it a due time without its message, which the sweeper drops; after it an ended timer: its token no longer
-- fits, or its message was consumed.
if #due > 0 then redis.call('ZADD', KEYS[2], unpack(due)) end
if not finished then
  redis.call('SADD', KEYS[3], ARGV[6])
  redis.call('HDEL', KEYS[1], 'x')
end
redis.call('PERSIST', KEYS[1])
redis.call('HSET', KEYS[1], unpack(fields))
for _, field in ipairs(ended) do
  redis.call('HDEL', KEYS[1], field, 'd:' .. field)
  redis.call('ZREM', KEYS[2], ARGV[6] .. '/' .. field)
end
if finished then redis.call('SREM', KEYS[3], ARGV[6]) end
if finished and ARGV[5] == '' and redis.call('HEXISTS', KEYS[1], 'x') == 0 then
  redis.call('ZADD', KEYS[4], 'NX', string.format('%.0f', now), ARGV[6])
end
local keep = redis.call('HGET', KEYS[1], 'x')
if keep and outstanding <= 0 then redis.call('PEXPIRE', KEYS[1], keep) end
return 1
