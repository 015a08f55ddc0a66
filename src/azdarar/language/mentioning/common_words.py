"""Words that begin sentences without being names, and titles that stand in front of names; folded."""

from __future__ import annotations

from azdarar.language.folding import fold


def _listed(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


_TITLES = _listed(
    """
    m mr mrs ms mme mlle dr prof sir lord lady dame president présidente premier première prime minister
    ministre ministers foreign pm chancellor king queen prince princess pope saint sainte st ste general
    général générale colonel captain capitaine senator sénateur judge maître me rev patriarch patriarche
    catholicos secretary speaker leader governor mayor maire deputy député vice chairman director directeur
    ambassador ambassadeur monsieur madame mademoiselle monseigneur mgr father père sister soeur
    г гн господин госпожа президент премьер министр генерал полковник депутат посол глава спикер патриарх
    католикос պարոն տիկին պրն տկն նախագահ վարչապետ նախարար գեներալ պատգամավոր դեսպան կաթողիկոս
    bay bayan sayın cumhurbaşkanı başbakan bakan
    """
)
_ORDINARY = _listed(
    """
    à afin ah ainsi alors après au aucun aujourd aussi autour aux avant avec beaucoup bien bref car ce ceci
    cela celle celles celui cependant ces cet cette ceux chacun chaque chez chers comme comment contre
    côté d dans de demain depuis derrière des dès devant donc dont du durant elle elles en encore enfin
    ensuite entre est et être faut grâce hier ici il ils jadis jamais je jusque l la là le les leur leurs
    loin lors lorsque mais malgré me même mes moins mon nos notre nous on or ou où outre par parce parfois
    parmi pas pendant personne peu peut plus plusieurs pour pourquoi pourtant près presque puis puisque
    quand quant quel quelle quelques qui quoi rien sa sans sauf se selon ses seul si sinon soit son sous
    souvent sur surtout ta tandis tant te tes ton tous tout toute toutefois toutes très trop tu un une vers
    voici voilà vos votre vous y lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars
    avril mai juin juillet août septembre octobre novembre décembre article photo source lire voir
    a about above according after again against ago all almost also although always among an and another
    any are as at be because been before behind below beside between both but by can could did do does during
    each earlier either else even ever every few finally first for former from further had has have he
    hence her here hers him his how however i if in indeed instead into is it its just last later least less
    like many may maybe meanwhile might more most much must my near never next no nobody nor not nothing now
    of off often on once one only or other our out over perhaps recently said same say says several she
    should since so some soon still such than that the their them then there these they this those though
    through thus till to today together tomorrow too toward under unlike until up upon us very was we were
    what when where whether which while who whose why will with within without would yes yesterday yet you
    your monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december both two three
    а без более бы был была были было быть в вам вас вблизи ведь весь вместе во вокруг вот все всего вскоре
    всё вчера вы где да даже два для до другие его ее ей ему если есть еще же за затем здесь и из из-за или
    им именно иногда их к каждый как какие какой когда кого конечно которые кроме кто куда летом лишь между
    меня мне много может можно мой мы на над надо накануне наконец нам нас наш не него нее нет неужели ни
    никто но ну о об однако он она они оно от перед по под позже пока после поскольку потом потому почему
    почти при про против раньше с сам сегодня сейчас сначала снова со согласно спустя среди так также такие
    такой там те теперь то тогда тоже только том тот три тут ты у уже хотя чего чей чем через что чтобы чье
    эта эти это этот я понедельник вторник среда четверг пятница суббота воскресенье
    այդ այն այնուհետև այնտեղ այս այսօր այստեղ ապա առանց առաջին արդեն բայց բացի գուցե դա դեռ դեպի դրա դրանք
    եթե ես երբ երեկ զի ըստ թե ի իսկ իր կամ կարծես համար համաձայն հետո հետևաբար հիմա մեզ մենք մեր մեկ մի մինչ
    մինչև միայն միասին նա նախ նախկինում նաև ներկայումս նրա նրանք շատ որ որը որոնք որպես ով ովքեր ուր ուրեմն
    չնայած պետք սա սակայն սրանք վաղը վերջապես վերջին տարիներ տակ տես քանի քո և օրը
    ama ancak bu bugün bunun çok da daha de diye dün en gibi hem her için ile ise ki ne o olarak olan onun
    sonra şu ve veya ya
    """
)


def is_title(folded: str) -> bool:
    """Whether a folded word is a title or an office in front of a name."""
    return folded in _TITLES


def is_ordinary(folded: str) -> bool:
    """Whether a folded word is one of those sentences begin with."""
    return folded in _ORDINARY
