Domain = list_to_binary(os:getenv("GRAPNEL_DOMAIN")),
Path = os:getenv("GRAPNEL_ACCOUNTS"),

%% The archive of a server that lives for one test need not survive a power cut: without waiting for the disk a message
%% costs a tenth of the time. The server has one connection to it, for which this waits.
_ = ejabberd_sql:sql_query(Domain, [<<"pragma synchronous = off">>]),

%% Creates the accounts that the file named by GRAPNEL_ACCOUNTS lists, one `user:password` a line, and removes the file:
%% no password stands in a process list, and the missing file says that the accounts are ready.
Register = fun(Line) ->
    [User, Password] = binary:split(Line, <<":">>),
    ok = ejabberd_auth:try_register(User, Domain, Password)
end,
{ok, Accounts} = file:read_file(Path),
lists:foreach(Register, binary:split(Accounts, <<"\n">>, [global, trim_all])),
ok = file:delete(Path).
