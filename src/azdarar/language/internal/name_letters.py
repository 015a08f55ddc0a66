"""What the letters of names sound like, script by script, roughly enough to compare two spellings.

A sound is one character: the vowels ``a e i o u`` and ``@`` (the unwritten or murmured one), and ``p b t d
k g f v s z m n r l h``, besides ``c`` (ts), ``D`` (dz), ``C`` (tch), ``J`` (dj), ``S`` (ch), ``Z`` (j),
``x`` (kh), ``G`` (gh) and ``y`` (the semi-vowel). A letter may have several readings, parted by ``|``; an
empty one is silent.

Sources, beside each table: the transforms of Unicode's CLDR (common/transforms, which ICU runs) give the
first reading of every letter; what is added to them is how newspapers of other languages write the same
name.
"""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """Read ``letters=readings`` parted by spaces."""
    return dict(entry.split("=", 1) for entry in text.split())


# CLDR hy-hy_Latn (BGN/PCGN). Reformed and classical orthography have one alphabet; the pairs of letters
# below are the classical ones, which are read otherwise than letter by letter (Meillet, Altarmenisches
# Elementarbuch, § 6-13). Western Armenian exchanges voiced and voiceless stops; the distance knows them as
# near, so no table says it again.
ARMENIAN = _table(
    """
    ու=u եւ=ev և=ev եա=ya եօ=yo իւ=yu|iv ոյ=uy|oy ի=i ա=a բ=b գ=g դ=d ե=e զ=z է=e ը=@ թ=t ժ=Z լ=l խ=x ծ=c|D
    կ=k հ=h ձ=D|c ղ=G|l ճ=C|J մ=m յ=y ն=n շ=S ո=o չ=C պ=p ջ=J|C ռ=r ս=s վ=v տ=t ր=r ց=c ւ=v փ=p ք=k օ=o ֆ=f
    """
)
# Only at the beginning of a word: reformed ե and ո are read ye and vo; classical յ is read h (Յակոբ, Հակոբ).
ARMENIAN_FIRST = _table(
    """
    ե=ye|e ո=vo|o յ=h|y ոյ=uy|huy եւ=yev|ev և=yev|ev
    """
)
# Only at the end: the classical mute յ (Յովսէփայ), and եան, which is յան.
ARMENIAN_LAST = _table(
    """
    այ=a|ay ոյ=o|uy
    """
)

# CLDR Russian-Latin/BGN, Ukrainian-Latin/BGN, Azerbaijani-Latin/BGN, Kazakh-Latin/BGN, Kirghiz, Tajik,
# Uzbek. г stands for h, and an h may be left out, in names that come to Russian from other languages
# (Гейдар, Акопян).
CYRILLIC = _table(
    """
    дж=J|dZ дз=D|dz тс=c|ts тш=C тч=C жд=Zd кс=ks зж=Z шч=S|C сч=S|sC ий=i ый=i ья=ya ье=ye ью=yu ьё=yo
    йо=yo а=a б=b в=v г=g|h|G д=d е=e|ye ё=yo|o|e ж=Z|J з=z|D и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t
    у=u|v ф=f х=x|h ц=c ч=C ш=S щ=S|SC ъ= ы=i ь= э=e ю=yu|u я=ya|a і=i ї=yi|i є=ye|e ґ=g ў=v|u ј=y љ=ly|l
    њ=ny|n џ=J ђ=J ћ=C ѕ=D ѓ=g ќ=k ә=e|a ғ=G|g қ=k ң=n ө=o ұ=u ү=u һ=h ҝ=g ҹ=J ҷ=J|C ҳ=h ӣ=i ӯ=u ѣ=e ѳ=f ѵ=i
    """
)

# CLDR Georgian-Latin/BGN (the national system of 2002), without its apostrophes.
GEORGIAN = _table(
    """
    ა=a ბ=b გ=g დ=d ე=e ვ=v ზ=z თ=t ი=i კ=k ლ=l მ=m ნ=n ო=o პ=p ჟ=Z რ=r ს=s ტ=t უ=u ფ=p|f ქ=k ღ=G ყ=k შ=S
    ჩ=C ც=c ძ=D წ=c ჭ=C ხ=x ჯ=J ჰ=h ჲ=y ჳ=v ჴ=x ჱ=e
    """
)

# CLDR Arabic-Latin/BGN and Persian-Latin/BGN. Arabic has no p, v, g, tch: foreign names borrow ب, ف, غ ج ك
# ق, تش.
ARABIC = _table(
    """
    تش=C|tS دج=J كس=ks ا=a|e| أ=a|o|u|e إ=i|e آ=a ٱ=a| ب=b|p ت=t ث=t|s ج=J|g|Z|Z ح=h|x خ=x|k|h د=d ذ=d|z ر=r
    ز=z س=s|z ش=S|C ص=s ض=d|z ط=t ظ=z|d ع=|a|e|o|i غ=G|g ف=f|v ق=k|g ك=k|g ل=l م=m ن=n ه=h| و=v|u|o ي=i|y|e
    ى=a|i|e ة=a|e|t ء= ئ=|i|e|y ؤ=|u|o پ=p چ=C ژ=Z گ=g ک=k ی=i|y|e ڤ=v ھ=h ہ=h ڠ=g ۆ=o ێ=e ە=e|a
    """
)

# CLDR Greek-Latin/UNGEGN (ELOT 743).
GREEK = _table(
    """
    μπ=b|mp ντ=d|nt γκ=g|ng γγ=ng|g γχ=nx τζ=J|D τσ=C|c ου=u αι=e|ai ει=i οι=i|oi υι=i αυ=av|au ευ=ev|eu
    ηυ=iv κσ=ks α=a β=v|b γ=g|y|G δ=d ε=e ζ=z|Z η=i|e θ=t|s ι=i|y κ=k λ=l μ=m ν=n ξ=ks ο=o π=p ρ=r σ=s|S|z
    ς=s|S τ=t υ=i|u φ=f χ=x|h ψ=ps ω=o
    """
)

# The letters of Latin alphabets, longest groups first: French, English, German, Turkish, Azerbaijani,
# Polish, Czech and Croatian ways of writing one sound. CLDR: Any-Latin's inverse transforms
# (Latin-Cyrillic, Latin-Armenian, az-Latn, tr), and the BGN/PCGN, ISO 9, GOST, Library of Congress and
# French (Robert, presse) romanisations.
LATIN = _table(
    """
    schtsch=S|SC chtch=S|SC shtch=S|SC schch=S shch=S|SC szcz=S|SC stsch=S tsch=C dsch=J dzsch=J tch=C tsh=C
    tzs=c dzh=J dzs=J ds=D|ds|dz dch=dC|J djh=J tzsch=C tx=C|tks sch=S|sk|sx sh=S sj=S|sy ch=S|C|k|x|h
    zh=Z|J dj=J|dy dž=J dż=J dź=J dz=D|J|dz kh=x gh=G|g ts=c|ts tz=c|ts cz=C|c sz=S|s|sc ph=f th=t|s| rh=r
    ck=k qu=k|kv cc=k|C|ks cs=C|ks zs=Z|zs ks=ks gn=ny|gn lh=l gy=J|gi|gy ny=n|ni|ny hj=h yi=i|yi iy=i
    ij=i|ai|iJ|iy ou=u|o|au oo=u|o ee=i|e ea=i|e|ea|ya eau=o aux=o au=o|au|a eu=e|oi|yu|u oi=va|oi oy=oi|va
    ai=e|ai ei=ai|e|ei ie=i|ie|ye ae=e|a|ae oe=o|u|e|oe ue=u|e|ue ay=ai|e ey=ei|i|e io=io|yo|o iu=yu|iu|u
    ia=ia|ya ow=ov|au|o yan=yan|an ian=ian|yan|an jan=yan|Jan|Zan|an kn=n|kn wr=r|vr wh=v|u ksh=kS ksch=kS
    tc=c|tk|C gli=li|gli cia=Ca|sia|cia cio=Co|sio|cio ciu=Cu|siu gia=Ja|gia|Zia gio=Jo|gio|Zio giu=Ju|giu
    gue=ge|gve|gue gui=gi|gvi|gui gua=gva|ga sci=Si|ski|si
    sce=Se|ske|se ija=ia|ya|iJa|iZa ije=ie|iJe|iZe ill=il|iy sjtj=S
    tj=C|ty|c zz=c|z a=a b=b d=d e=e f=f g=g i=i k=k l=l m=m n=n o=o p=p q=k|g|G|c|C r=r s=s|z|S t=t u=u
    v=v|f w=v|u x=ks|x|S|gz y=i|y z=z|c|s j=J|Z|y|x| ä=e|a ö=o|e ü=u|yu|i ø=o|e å=o|a æ=e|a œ=e|o ş=S|s
    ș=S|s š=S|s ž=Z|z č=C ć=C ğ=G|g||y ç=C|s ə=e|a ı=i|@| ł=l|v đ=J|d ß=s ñ=ny|n ń=n ň=n ż=Z|z ź=Z|z
    ś=S|s ř=r|rZ ě=e|ye ţ=c|t ț=c|t þ=t ð=d ē=e ģ=g ķ=k ļ=l ņ=n ď=d ť=t ľ=l '= õ=o|i
    """
)
