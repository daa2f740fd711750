-- A contact that answers. It is a session of a real account, without a connection: its roster, its presence and its
-- place in the room are the server's own, so a client meets what it would meet in a person.
--
--   echo_contact = "bob"                          whose account (it must exist)
--   echo_room = "room@conference.localhost"       where it sits and answers when addressed by its name

local sessionmanager = require "core.sessionmanager";
local sessions = require "util.session";
local st = require "util.stanza";
local jid = require "util.jid";

local contact = module:get_option_string("echo_contact", "bob");
local room = module:get_option_string("echo_room", "room@conference." .. module.host);

local self; -- the contact's session, once the server has started

-- The server may be in the middle of delivering when it hands a stanza over, so every answer waits for the next turn.
local function send(stanza)
	module:add_timer(0, function ()
		prosody.core_process_stanza(self, stanza);
	end);
end

local function text(stanza)
	return stanza.attr.type ~= "error" and not stanza:get_child("delay", "urn:xmpp:delay") and stanza:get_child_text("body");
end

local function answer_chat(message, said)
	local answer = st.message({ to = message.attr.from, type = message.attr.type, id = "echo-" .. (message.attr.id or "0") });
	answer:text_tag("body", "You said: " .. said);
	if message:get_child("thread") then
		answer:text_tag("thread", message:get_child_text("thread"));
	end
	send(answer);
end

local function answer_room(message, said)
	local nick = jid.resource(message.attr.from);
	local address = said:sub(1, #contact + 1):lower();
	if nick and nick ~= contact and (address == contact .. ":" or address == contact .. ",") then
		local rest = said:sub(#contact + 2):gsub("^%s+", "");
		send(st.message({ to = room, type = "groupchat" }):text_tag("body", nick .. ": You said: " .. rest));
	end
end

local receive = {};

function receive.message(message)
	local said = text(message);
	if not said then
		return;
	elseif message.attr.type == "groupchat" then
		answer_room(message, said);
	elseif not message.attr.type or message.attr.type == "chat" or message.attr.type == "normal" then
		answer_chat(message, said);
	end
end

function receive.presence(presence)
	local peer = jid.bare(presence.attr.from);
	if presence.attr.type == "subscribe" then
		send(st.presence({ to = peer, type = "subscribed" }));
		send(st.presence({ to = peer, type = "subscribe" }));
	elseif presence.attr.type == "unsubscribe" then
		send(st.presence({ to = peer, type = "unsubscribed" }));
		send(st.presence({ to = peer, type = "unsubscribe" }));
	end
end

function receive.iq(iq)
	if iq.attr.type == "get" and iq:get_child("ping", "urn:xmpp:ping") then
		send(st.reply(iq));
	elseif iq.attr.type == "get" or iq.attr.type == "set" then
		send(st.error_reply(iq, "cancel", "service-unavailable"));
	end
end

local function connect()
	self = sessions.new("c2s");
	self.host = module.host;
	self.secure = true;
	sessions.set_id(self);
	sessions.set_logger(self);
	function self.send(stanza)
		local handler = receive[stanza.name];
		if handler then
			handler(stanza);
		end
		return true;
	end
	function self.close(session)
		sessionmanager.destroy_session(session);
	end
	assert(sessionmanager.make_authenticated(self, contact));
	assert(sessionmanager.bind_resource(self, "echo"));
end

module:hook_global("server-started", function ()
	connect();
	self.interested = true; -- as if it had asked for its roster
	send(st.presence():text_tag("status", "I answer what you write"));
	send(st.presence({ to = room .. "/" .. contact }):tag("x", { xmlns = "http://jabber.org/protocol/muc" }));
end, -1); -- after the accounts have been made
