#!lua flags=allow-oom
-- publish: puts the next events on the wire's channel, or says how far Redis has come.
--
--   KEYS[1]   the wire's head in Redis: a hash {epoch, seq}; may vanish at any moment
--   ARGV[1]   channel
--   ARGV[2]   the wire's epoch, as the store has it
--   ARGV[3]   the wire's top, as the store has it
--   ARGV[4]   seq of the first event given; the others follow without a hole
--   ARGV[5…]  the events' JSON; none: only the heartbeat
--   reply     {word, epoch, seq}: the head after this call, and
--     published  at least one event went out, each exactly once
--     repeat     all were out already
--     gap        the first one is not the next: read the store from the head given
--     beat       nothing was given; the heartbeat went out
--     reset      the head was empty or of an earlier epoch and now stands at the wire's top; servers hear it by the
--                heartbeat and fill what lies between from the store
--     foreign    the head is of a later epoch than the store's: the store's history was cut
--
-- The head moves only here, by compare-and-set, so any number of workers may call this with the same events. It moves
-- before the events go out: Redis undoes nothing when a command in a script fails, so what is published is counted first.
--
-- `allow-oom`: a Redis that is full takes this script all the same. It needs no memory that grows, and must not stop while
-- the heartbeat goes on: servers would believe that nothing is new. A Redis that cannot write at all refuses the whole
-- script, heartbeat included, and servers read the store.

local channel, epoch, top = ARGV[1], ARGV[2], tonumber(ARGV[3])
local head = redis.call('HMGET', KEYS[1], 'epoch', 'seq')

local function beat(seq)
  redis.call('PUBLISH', channel, 'beat ' .. epoch .. ' ' .. seq)
end

if not head[1] or head[1] < epoch then
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', top)
  beat(top)
  return { 'reset', epoch, top }
end

local seq = tonumber(head[2])
if head[1] > epoch then return { 'foreign', head[1], seq } end
if #ARGV < 5 then
  beat(seq)
  return { 'beat', epoch, seq }
end

local first = tonumber(ARGV[4])
local last = first + #ARGV - 5
if first > seq + 1 then return { 'gap', epoch, seq } end
if last <= seq then return { 'repeat', epoch, seq } end
redis.call('HSET', KEYS[1], 'seq', last)
for each = seq + 1, last do
  redis.call('PUBLISH', channel, 'event ' .. epoch .. ' ' .. each .. ' ' .. ARGV[each - first + 5])
end
return { 'published', epoch, last }
