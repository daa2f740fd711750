// Logs in, asks for the roster, says that it is available and stays until it is ended:
//   login-libstrophe JID PASSWORD HOST PORT starttls|direct CA-FILE
#include <stdlib.h>
#include <string.h>
#include <strophe.h>

static int roster(xmpp_conn_t *connection, xmpp_stanza_t *stanza, void *context)
{
    xmpp_stanza_t *presence = xmpp_presence_new(context);
    (void)stanza;
    xmpp_send(connection, presence);
    xmpp_stanza_release(presence);
    return 0;
}

static void changed(xmpp_conn_t *connection, xmpp_conn_event_t event, int error, xmpp_stream_error_t *stream,
                    void *context)
{
    (void)error;
    (void)stream;
    if (event != XMPP_CONN_CONNECT) {
        xmpp_stop(context);
        return;
    }
    xmpp_stanza_t *iq = xmpp_iq_new(context, "get", "roster");
    xmpp_stanza_t *query = xmpp_stanza_new(context);
    xmpp_stanza_set_name(query, "query");
    xmpp_stanza_set_ns(query, XMPP_NS_ROSTER);
    xmpp_stanza_add_child(iq, query);
    xmpp_stanza_release(query);
    xmpp_id_handler_add(connection, roster, "roster", context);
    xmpp_send(connection, iq);
    xmpp_stanza_release(iq);
}

int main(int count, char **words)
{
    if (count != 7)
        return 2;
    xmpp_initialize();
    xmpp_ctx_t *context = xmpp_ctx_new(NULL, NULL);
    xmpp_conn_t *connection = xmpp_conn_new(context);
    int is_direct = strcmp(words[5], "direct") == 0;
    xmpp_conn_set_flags(connection, is_direct ? XMPP_CONN_FLAG_LEGACY_SSL : XMPP_CONN_FLAG_MANDATORY_TLS);
    xmpp_conn_set_cafile(connection, words[6]);
    xmpp_conn_set_jid(connection, words[1]);
    xmpp_conn_set_pass(connection, words[2]);
    if (xmpp_connect_client(connection, words[3], (unsigned short)atoi(words[4]), changed, context) != XMPP_EOK)
        return 1;
    xmpp_run(context);
    xmpp_conn_release(connection);
    xmpp_ctx_free(context);
    xmpp_shutdown();
    return 0;
}
