-- Writes down when a session is bound, asks for its roster and becomes available, as `what seconds` in the file
-- login-times of the data directory: for benchmarks, which cannot see through TLS.

local now = require "util.time".now;

local path = prosody.paths.data .. "/login-times";

local function note(what)
	return function ()
		local file = assert(io.open(path, "a"));
		file:write(("%s %.6f\n"):format(what, now()));
		file:close();
	end
end

module:hook("resource-bind", note("bound"));
module:hook("iq/self/jabber:iq:roster:query", note("roster"), 1);
module:hook("presence/initial", note("available"));
