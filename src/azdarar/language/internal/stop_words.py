"""Words that say nothing alone, folded: articles, pronouns, prepositions, conjunctions, be and have."""

from __future__ import annotations

from azdarar.language.internal.characters import words

#: By language.
STOP_WORDS = {
    "fr": words(
        """
        a ai ainsi alors apres as au aucun aucune aura auront aussi autre autres aux avaient avait avant avec
        avez avoir avons car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment
        contre dans de depuis des donc dont du elle elles en encore entre es est et etaient etait etant etc
        ete etes etre eu eux fait fois font furent fut ici il ils je jusqu la le les leur leurs lors lorsque
        lui ma mais me meme memes mes moi moins mon ne ni non nos notre nous on ont ou par parce pas pendant
        peu peut peuvent plus pour pourquoi puis quand que quel quelle quelles quels qui quoi sa sans se sera
        seront ses si soit son sont sous sur ta te tel telle tes toi ton tous tout toute toutes tres tu un
        une vers voici voila vos votre vous y
        """
    ),
    "en": words(
        """
        a about after again all also am an and any are as at be been before being between both but by can
        could did do does doing down during each few for from further had has have having he her here hers
        him his how i if in into is it its itself just may me more most much must my no nor not now of off on
        once only or other our out over own said same she should so some such than that the their them then
        there these they this those through to too under until up upon very was we were what when where which
        while who whom whose why will with would you your
        """
    ),
    "hy": words(
        """
        այդ այլ այն այնտեղ այս ամեն ամենա առ բայց դա դեմ դեպի դու դուք եթե եմ են ենք ես եք եւ է էի էին էինք
        էիր էիք էր ըստ թե ի ին ինչ ինչպես իր իրեն իրենց իսկ հետ համար համաձայն հետո հո մեզ մեկ մեջ մենք մեր
        մի մինչեւ միայն նա նաեւ նման նրա նրանք նրանց որ որը որի որոնք որոնց որպես ով ոչ չէ չի չեն պիտի
        պետք ս սա սակայն տակ տեղի ու ուր վրա վերաբերյալ քան քո կա կան կամ կողմից կ կը
        """
    ),
    "ru": words(
        """
        а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его
        ее если есть еще ж же за здесь и из или им их к как когда кто которые который которая которое которых
        ли либо между меня мне может мы на над надо наш не него нее нет ни них но ну о об однако он она они
        оно от очень по под после потом потому при про с сам свое своей своего свою со так также такой там
        тем то того тоже той только том тот ты у уже хотя чего чей чем что чтобы эта эти это этого этой этом
        этот я
        """
    ),
    "tr": words(
        """
        acaba ama ancak bana bazi ben beni bir biri biz bize bu buna bunu bunun cok cunku da daha de degil
        diye en eger fakat gibi hem hep her hic icin ile ise kadar ki kim mi mu nasil ne neden nerede niye o
        olan olarak oldu olup on ona onu onun onlar oysa sana sen siz su ve veya ya yani
        """
    ),
    "de": words(
        """
        aber als also am an auch auf aus bei bin bis bist da damit das dass dem den der des die dies diese
        dieser doch du durch ein eine einem einen einer eines er es euch fur hat haben hatte hier ich ihr im
        in ist ja kann mit nach nicht noch nur ob oder ohne sehr sein seine sich sie sind so uber um und uns
        unter vom von vor war waren was wenn wer wie wir wird zu zum zur
        """
    ),
    "es": words(
        """
        a al algo ante como con contra cual cuando de del desde donde e el ella ellas ellos en entre era es
        esa ese eso esta este esto fue ha han hasta hay la las le les lo los mas me mi muy ni no nos o os para
        pero por porque que quien se ser si sin sobre son su sus tambien te tu un una uno y ya yo
        """
    ),
    "it": words(
        """
        a ad ai al alla alle anche che chi ci come con cui da dal dalla dei del della delle di e ed era essere
        gli ha hanno i il in io la le lo loro ma mi ne nel nella no noi non o per piu quando quello questa
        questo se sei si sia sono su sua sul sulla suo tra un una uno vi voi
        """
    ),
    "pt": words(
        """
        a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este eu foi ha isso ja
        mais mas me muito na nao nas no nos o os ou para pela pelo por que quem se sem ser seu seus so sua
        suas tambem te um uma
        """
    ),
}
