/* libxml2's push parser on a recorded stream: `xml-libxml2 sax FILE` calls back and builds nothing, `xml-libxml2 tree
 * FILE` builds libxml2's own tree of every stanza and frees it at its end. Prints MB per second of processor time. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int piece_length = 16384;
static long elements, bytes_of_text;
static int depth;

static void ignore_error(void *context, xmlErrorPtr error) {
    (void)context, (void)error;
}

static void count_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                        const xmlChar **bindings, int attributes, int defaulted, const xmlChar **values) {
    (void)context, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)bindings, (void)defaulted, (void)values;
    elements += 1 + attributes;
}

static void count_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void count_text(void *context, const xmlChar *text, int length) {
    (void)context, (void)text;
    bytes_of_text += length;
}

static void tree_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                       const xmlChar **bindings, int attributes, int defaulted, const xmlChar **values) {
    depth++;
    elements++;
    xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, bindings, attributes, defaulted, values);
}

static void tree_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    xmlNodePtr stanza = ((xmlParserCtxtPtr)context)->node;
    xmlSAX2EndElementNs(context, name, prefix, uri);
    if (--depth == 1 && stanza != NULL) {
        xmlUnlinkNode(stanza);
        xmlFreeNode(stanza);
    }
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*length);
    if (bytes != NULL && fread(bytes, 1, *length, file) != *length) bytes = NULL;
    fclose(file);
    return bytes;
}

int main(int count, char **arguments) {
    size_t length = 0;
    char *stream = count == 3 ? read_file(arguments[2], &length) : NULL;
    if (stream == NULL) {
        fprintf(stderr, "usage: xml-libxml2 sax|tree FILE\n");
        return 2;
    }
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    if (strcmp(arguments[1], "tree") == 0) {
        xmlSAXVersion(&handler, 2);
        handler.startElementNs = tree_start;
        handler.endElementNs = tree_end;
        handler.ignorableWhitespace = handler.characters;
        handler.warning = handler.error = NULL;
    } else {
        handler.initialized = XML_SAX2_MAGIC;
        handler.startElementNs = count_start;
        handler.endElementNs = count_end;
        handler.characters = handler.ignorableWhitespace = handler.cdataBlock = count_text;
    }
    handler.serror = ignore_error;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    xmlCtxtUseOptions(parser, XML_PARSE_NONET);
    struct timespec start, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    for (size_t position = 0; position < length; position += piece_length) {
        size_t rest = length - position;
        if (xmlParseChunk(parser, stream + position, rest < piece_length ? (int)rest : piece_length, 0) != 0) return 1;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    double seconds = (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9;
    if (elements == 0) return 1;
    printf("%.2f\n", length / 1e6 / seconds);
    return 0;
}
