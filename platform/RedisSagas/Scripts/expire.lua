-- Lets a saga go: at once, or when its last message is delivered.
-- KEYS: saga hash, set of finished sagas that are kept until told. ARGV: ms it is kept from then on, saga id.
redis.call('ZREM', KEYS[2], ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'x', ARGV[1])
if tonumber(redis.call('HGET', KEYS[1], 'n') or '0') <= 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
