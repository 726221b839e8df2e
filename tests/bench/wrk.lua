-- Plays announces for wrk: the lines of a file in turn, over and over, each with a total that grows
-- by a step from pass to pass. A request is three strings put together, the cheapest that Lua has.
--
-- Arguments: file, connection (keep-alive or close), first position, step, read or count.

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  local lines = {}
  for line in io.lines(args[1]) do lines[#lines + 1] = line end
  local tail = " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nConnection: " .. args[2] .. "\r\n\r\n"
  local step = tonumber(args[4])
  local size = #lines
  next_position = tonumber(args[3])
  local at = next_position % size
  local total = string.format("%.0f", (math.floor(next_position / size) + 1) * step)

  function request()
    if at == size then
      at = 0
      total = string.format("%.0f", (next_position / size + 1) * step)
    end
    at = at + 1
    next_position = next_position + 1
    return lines[at] .. total .. tail
  end

  refused, first_refusal = 0, ""
  -- wrk builds a table of headers for every reply that is read: costly, so only where it is asked.
  if args[5] == "read" then
    function response(status, _, body)
      local is_good = status == 200 and body:sub(1, 1) == "d" and body:sub(1, 6) ~= "d14:fa"
        and not body:find("15:warning message", 1, true)
      if is_good then return end
      refused = refused + 1
      if refused > 1 then return end
      local said = body:match("15:warning message%d+:(.*)") or body
      first_refusal = said:gsub("[^%w%s.,:;?()-]", "?"):gsub("%s", " "):sub(1, 200)
    end
  end
  ready_seconds = os.clock()
end

function done(summary, latency)
  local thread = threads[1]
  local errors = summary.errors
  local figures = {
    replies = summary.requests,
    microseconds = summary.duration,
    bytes = summary.bytes,
    nextPosition = thread:get("next_position"),
    hungUp = errors.read,
    failures = errors.connect + errors.write + errors.timeout + errors.status,
    cpuSeconds = os.clock() - thread:get("ready_seconds"),
    medianUs = latency:percentile(50),
    p99Us = latency:percentile(99),
    refused = thread:get("refused"),
  }
  local fields = {}
  for name, value in pairs(figures) do
    fields[#fields + 1] = string.format('"%s":%.6f', name, value)
  end
  io.write('\n{"reason":"', thread:get("first_refusal"), '",', table.concat(fields, ","), "}\n")
end
