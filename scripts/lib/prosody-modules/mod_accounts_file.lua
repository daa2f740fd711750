-- Creates the accounts that the file named by GRAPNEL_ACCOUNTS lists, one `user:password` a line, and removes the file:
-- no password stands in a process list, and the missing file says that the accounts are ready.

local create_user = require "core.usermanager".create_user;

local path = os.getenv("GRAPNEL_ACCOUNTS");

local function read_accounts(file)
	for line in file:lines() do
		local user, password = line:match("^([^:]+):(.*)$");
		assert(user, "an account is not written user:password");
		assert(create_user(user, password, module.host));
	end
	file:close();
	assert(os.remove(path));
end

module:hook_global("server-started", function ()
	local file = path and io.open(path);
	if file then
		read_accounts(file);
	end
end);
