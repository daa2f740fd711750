/// Streams that the parser tests cut, mutate and compare; `{H}` stands for an ordinary stream header.
enum XMLCorpus {
    /// Name, input.
    static let inputs: [(name: String, text: String)] = [
        (
            "session",
            "{H}<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>"
                + " \n<message from='bob@example.org/x' type='chat'><body>Hey, are you around?</body></message>"
                + "<presence/>\n\n<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq></stream:stream>"
        ),
        ("no declaration", "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'><a/></stream:stream>"),
        (
            "escapes",
            "{H}<message id='a&amp;b&lt;c&gt;d&apos;e&quot;f&#38;g&#x26;amp;'><body>&lt;b&gt; &amp;amp; &quot;q&quot;"
                + " &apos;a&apos; &#233; <![CDATA[<i>&x;]]> ]] &gt; end</body></message></stream:stream>"
        ),
        (
            "not ASCII",
            "{H}<message to='grüße@例え.jp'><body>naïve 你好 привет 😀👍🏽 e\u{301}</body>"
                + "<größe maß='ß'/></message></stream:stream>"
        ),
        (
            "prefixes",
            "{H}<message xmlns:x='urn:x' x:a='1' a='2'><x:y><z xmlns='urn:z' x:b='3'/><z/></x:y>"
                + "<x:y xmlns:x='urn:other' x:a='4'/></message></stream:stream>"
        ),
        (
            "axolotl",
            "{H}<message><encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'>"
                + "<key rid='2'>AAAA</key></header></encrypted></message></stream:stream>"
        ),
        ("namespace that is no URI", "{H}<message><x xmlns='a b[c'/><y xmlns=''/></message></stream:stream>"),
        (
            "white space",
            "{H}  \t\r\n <message \n to='a\tb\nc'\r\n>\r\n<body>a\r\nb\rc\n</body >\n</message\n>\r</stream:stream>\n"
        ),
        (
            "empty CDATA",
            "{H}<a><![CDATA[]]></a><a>x<![CDATA[]]>y</a><a><![CDATA[]]]]><![CDATA[>]]></a></stream:stream>"
        ),
        ("angle in attribute", "{H}<a b='x>y' c=\"it's\"/><a b='>'>></a></stream:stream>"),
        (
            "nested stream",
            "{H}<message from='m@evil.example'><body>a</body><stream:stream xmlns='jabber:client' version='1.0'>"
                + "<message from='bob@example.org'><body>smuggled</body></message></stream:stream></message></stream:stream>"
        ),
        ("deep", "{H}" + String(repeating: "<a>", count: 128) + "x" + String(repeating: "</a>", count: 128)),
        (
            "long text",
            "{H}<message><body>"
                + String(repeating: "Ein längerer Text & mehr. ", count: 200).replacing("&", with: "&amp;")
                + "</body></message>"
        ),
        ("long CDATA", "{H}<a><![CDATA[" + String(repeating: "<not/> ü a tag ", count: 300) + "]]></a>"),
        ("closed at once", "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'/>"),
        ("mixed", "{H}<p>one<b>two</b>three<b/>four<![CDATA[five]]>&#x73;ix<b/></p>"),
        ("text between", "{H}<a/>text<b/>"),
        ("comment", "{H}<a/><!-- hello --><b/>"),
        ("comment inside", "{H}<a/><message><!-- hello --></message><b/>"),
        ("instruction", "{H}<a/><message><?php x?></message>"),
        ("document type", "<?xml version='1.0'?><!DOCTYPE stream:stream [<!ENTITY x 'y'>]><stream:stream>"),
        ("entity", "{H}<a/><message><body>&foo;</body></message>"),
        ("entity in attribute", "{H}<a/><message id='&foo;'/>"),
        ("undefined prefix", "{H}<a/><p:message/><b/>"),
        ("undefined attribute prefix", "{H}<a/><message p:x='1'/><b/>"),
        ("same attribute twice", "{H}<a/><message from='a' from='b'/>"),
        ("same attribute by two prefixes", "{H}<a/><b xmlns:p='urn:x' xmlns:q='urn:x' p:c='1' q:c='2'/>"),
        ("tags crossed", "{H}<a/><message><body>x</message></body>"),
        ("second root", "{H}<a/></stream:stream><b/>"),
        ("control character", "{H}<a/><message><body>A\u{1}B</body></message>"),
        ("control in attribute", "{H}<a/><message id='A\u{1}B'/>"),
        ("reference to control", "{H}<a/><message>&#1;</message>"),
        ("NUL", "{H}<a/><message>A\u{0}B</message>"),
        ("declared UTF-7", "<?xml version='1.0' encoding='UTF-7'?><stream:stream>+ADw-a/+AD4-"),
        ("declared Latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?><s><a/></s>"),
        ("declared UTF-16", "<?xml version='1.0' encoding='UTF-16'?><s><a/></s>"),
        ("declared nonsense", "<?xml version='1.0' encoding='no-such'?><s><a/></s>"),
        ("declared UTF-8", "<?xml version='1.0' encoding='utf-8' standalone='yes'?><s><a/></s>"),
        ("second declaration", "{H}<a/><?xml version='1.0'?><b/>"),
        ("reserved namespace", "{H}<a/><b xmlns='http://www.w3.org/2000/xmlns/'/>"),
        ("empty prefix binding", "{H}<a/><b xmlns:x=''/>"),
        ("bare less-than", "{H}<a/><b c='<'/><c/>"),
        ("CDATA end in text", "{H}<a/><b>]]></b>"),
        ("no name", "{H}<a/>< b/>"),
        ("marked section", "{H}<a/><b><![INCLUDE[x]]></b>"),
        ("unfinished", "{H}<a/><b c='d"),
        ("bell before header", "\u{7}<s/>"),
    ]

    static let documents: [(name: String, bytes: [UInt8])] =
        inputs.map { ($0.name, Array($0.text.replacing("{H}", with: XMLTranscript.header).utf8)) } + [
            ("UTF-16 with mark", [0xFF, 0xFE, 0x3C, 0x00, 0x73, 0x00]),
            ("UTF-16 without mark", [0x3C, 0x00, 0x73, 0x00, 0x2F, 0x00, 0x3E, 0x00]),
            ("UTF-8 mark", [0xEF, 0xBB, 0xBF] + Array("<s><a/></s>".utf8)),
            ("overlong", Array((XMLTranscript.header + "<a/><b>").utf8) + [0xC0, 0xBC] + Array("</b>".utf8)),
            ("overlong in CDATA", Array((XMLTranscript.header + "<a/><b><![CDATA[").utf8) + [0xE0, 0x81, 0x81]),
            ("surrogate", Array((XMLTranscript.header + "<a/><b>").utf8) + [0xED, 0xA0, 0x80] + Array("</b>".utf8)),
            ("cut character", Array((XMLTranscript.header + "<a/><b>").utf8) + [0xE2, 0x82] + Array("</b>".utf8)),
            ("U+FFFE", Array((XMLTranscript.header + "<a/><b>\u{FFFE}</b>").utf8)),
        ]
}
