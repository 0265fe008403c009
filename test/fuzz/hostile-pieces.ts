/** Pieces of scripts that have hurt interpreters, ours or others: what mutators put in and the generator draws from. */
export const hostileExpressions: readonly string[] = [
  ...["10**9", "2**53", "2**53-1", "-1", "10**400", "2**8000", "1<<4000", "0", "-0.0", "1e308", "5e-324", "1e400"],
  ...['float("nan")', 'float("inf")', "math.inf", "True", "None", "[]", "()", "{}", '""', 'b""', "range(10**12)"],
  ...['"a"*1000000', '"😀"*1000', '"\\ud800"', '"\\x00"', 'b"\\xff"*70000', "[0]*100000", "[[]]*1000", '{"a": 1}'],
  ...['"constructor"', '"__proto__"', "IP", "IP()", "DNS()", "Raw", "print", "random", "IP().payload", "len"],
  ...["range(-5, 5)", "zip([1, 2], [3, 4])", "(i for i in range(3))", "-10**9", '"%d"', '"{}"', "slice", "1.5", '"1.2.3.4"'],
];

export const hostileTokens: readonly string[] = [
  ..."( ) [ ] { } ' \" \"\"\" f'{ / // ** = == : , . ; \\ \0 @ ~ | & ^ << >> < > != := -> ... * ** % + - # ` $ ? !".split(" "),
  ..."if else elif for in not and or is None True del import from as while def class try lambda with yield pass".split(" "),
  ...["\n", "\n    ", "\n\t", "\t", " ", "\r", "\r\n", "\f", "“", "\u00a0", "\ufeff", "\u200b", "\ud800", "😀", "é"],
  ...["range(", "[::-1]", ".payload", "=None", "=[]", "=-1", "=70000", "=1.5", "<<99", "constructor", "__proto__"],
  ...["x = x + x", "x.append(x)", "'%s' % ", ".format(", "len(", "str(", "*x", "**{}", "[0]", "*10**9", "(x, x)"],
];
