"""Places that a sentence names: regions old and new, departments, countries, groups of countries, « province ».

Names come from the geography and from the vocabulary of the register. A name that is also a common word (Centre, Nord,
Manche) counts only with the preposition that a place has. A town that the register knows nothing of is still a place:
its number is not one of France.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal
from weakref import WeakKeyDictionary

from filiere import geography
from filiere.figures import Register
from filiere.quotations.phrases import Word, make_words
from filiere.quotations.token_text import TokenText
from filiere.quotations.word_lists import split_set

Strength = Literal["strong", "weak"]

ELSEWHERE = "elsewhere"
"""Stands for a town or an area that is named and that no figure of the register is about."""

_AREAS: Mapping[str, str] = {
    "FR": "en france|in france|la france|france|de france|l hexagone|sol francais|territoire francais|french soil|"
    "territoire national|across france|au plan national|nationally|whole of france|france entiere|notre pays|"
    "in this country|france metropolitaine|metropolitan france|metropole|notre sol|our soil|sur le sol national|"
    "dans l hexagone|hexagone|territoire de la republique|home soil|on french territory|tricolore|tricolores|"
    "tout le pays|the whole country|dans le pays|throughout france|throughout the country|nationwide|"
    "a l echelle nationale|echelle du pays|en terre francaise|interieur de nos frontieres|within our borders|"
    "within french borders|domestically|french sites|sites francais|french locations|french floors|"
    "plateaux francais|sites hexagonaux|plateaux hexagonaux|french production|production francaise|"
    "french operations|french based|"
    "based in france|bases en france|sites de france|implantations francaises|french plants|on home ground|"
    "a domicile national|ensemble du pays|this side of the channel",
    "": "leur monde|son monde|tout le monde|beaucoup de monde|prendre du monde|pris du monde|moins de monde|"
    "plus de monde|world of|world class|monde du travail|monde de la relation|monde des centres|france telecom|"
    "france travail|france 3|france inter|france info|franceinfo|relation client france|"
    "pro france|"
    "france competences|air france|la france insoumise|ile de la reunion",
    "WORLD": "dans le monde|worldwide|world wide|monde entier|au niveau mondial|a l echelle mondiale|world|"
    "around the world|"
    "across the world|in the world|globally|france et etranger|france et a l etranger|in france and abroad|mondiaux|"
    "france and abroad|at home and abroad|home and abroad|abroad and at home|france et hors de france|"
    "en france et hors de france|en france et ailleurs|france and elsewhere|inside and outside france|"
    "in and outside france|in and out of france|france included|france comprise|both sides of the border|"
    "en france et hors des frontieres|france plus offshore|onshore and offshore|here and abroad|ici et a l etranger|"
    "en france et a l etranger|en france comme a l etranger|ou que|tous pays confondus|all countries|monde",
    "ABROAD": "hors de france|a l etranger|abroad|outside france|hors des frontieres|delocalises|delocalisees|"
    "hors du territoire|hors du pays|overseas|outside the country|delocalise|de l etranger|depuis l etranger|"
    "from abroad|foreign soil|other countries|autres pays|foreign sites|foreign centres|beyond our borders|"
    "beyond french borders|au dela des frontieres|par dela les frontieres|outside french borders|"
    "sites etrangers|centres etrangers|outside of france|outside our borders|en dehors de france|"
    "hors de nos frontieres|hors de l hexagone|hors hexagone|en dehors de nos frontieres|en dehors de l hexagone",
    "OFFSHORE": "offshore|off shore",
    "NEARSHORE": "nearshore|near shore",
    "EUROPE": "en europe|europe|europeen|europeens|europeenne|europeennes|european|europeans",
    "GB": "royaume uni|united kingdom|uk|grande bretagne|great britain|britain|outre manche|britannique|britanniques|"
    "british|anglais|anglaise|angleterre|de l autre cote de la manche|across the channel|"
    "other side of the channel|the british isles|britons|the brits|britanniques|outre manche",
    "DE": "allemagne|germany|allemand|allemands|allemande|allemandes|german|germans|outre rhin|"
    "de l autre cote du rhin|across the rhine|beyond the rhine|other side of the rhine|"
    "allemagnes|republique federale|federal republic",
    "US": "etats unis|united states|usa|americain|americains|americaine|american|outre atlantique|"
    "de l autre cote de l atlantique|across the atlantic|the states|americaines|americans|"
    "other side of the atlantic",
    "MA": "maroc|morocco|marocain|marocains|marocaine|marocaines|moroccan|moroccans|royaume cherifien",
    "TN": "tunisie|tunisia|tunisien|tunisiens|tunisienne|tunisian|tunisians|tunisiennes",
    "IT": "italie|italy|italien|italiens|italienne|italian|italians|italiennes|transalpin|transalpins|transalpine",
    "ES": "espagne|spain|espagnol|espagnols|espagnole|spanish|espagnoles|spaniards|outre pyrenees",
    "BE": "belgique|belgium|belge|belges|belgian|belgians|outre quievrain",
    "PT": "portugal|portugais|portuguese",
    "PL": "pologne|poland|polonais|polonaise|polish|polonaises",
    "NL": "pays bas|netherlands|neerlandais|dutch|neerlandaise|holland",
    "CH": "suisse|switzerland|suisses|swiss|romand|romands|romande",
    "MG": "madagascar|malgache|malgaches|malagasy",
    "SN": "senegal|senegalais|senegalese",
    "MU": "ile maurice|mauritius|mauricien|mauritian",
    "CA": "canada|canadien|canadiens|canadienne|canadian|canadians",
    "IE": "irlande|ireland|irlandais|irish",
    "SE": "suede|sweden|suedois|swedish",
    "RO": "roumanie|romania|roumain|roumains|romanian",
    "JP": "japon|japan|japonais|japanese",
    "CN": "chine|china|chinois|chinese",
    "BR": "bresil|brazil|bresilien|bresiliens|brazilian",
    "AU": "australie|australia|australien|australiens|australian",
    "AT": "autriche|austria|autrichien|autrichiens|austrian",
    "DK": "danemark|denmark|danois|danish",
    "FI": "finlande|finland|finlandais|finnish",
    "NO": "norvege|norway|norvegien|norvegiens|norwegian",
    "GR": "grece|greece|grec|grecs|greek",
    "CZ": "tchequie|czechia|tcheque|tcheques|czech",
    "HU": "hongrie|hungary|hongrois|hungarian",
    "BG": "bulgarie|bulgaria|bulgare|bulgares|bulgarian",
    "DZ": "algerie|algeria|algerien|algeriens|algerian",
    "CI": "cote d ivoire|ivory coast|ivoirien|ivoiriens|ivorian",
    "EG": "egypte|egypt|egyptien|egyptiens|egyptian",
    "ZA": "afrique du sud|south africa|sud africain|sud africains|south african",
    "TR": "turquie|turkey|turc|turcs|turkish",
    "MX": "mexique|mexico|mexicain|mexicains|mexican",
    "CO": "colombie|colombia|colombien|colombiens|colombian",
    "RU": "russie|russia|russe|russes|russian",
    "LU": "luxembourg|luxembourgeois",
    "IN": "inde|india|indien|indiens|indian",
    "PH": "philippines|philippin|filipino",
    "XX-maghreb": "maghreb|afrique du nord|north africa",
    "XX-morocco-tunisia": "maroc et tunisie|maroc et en tunisie|maroc et la tunisie|morocco and tunisia|"
    "tunisie et au maroc|tunisie et maroc|tunisia and morocco",
    "XX-province": "en province|province|hors ile de france|outside ile de france|provinces|outside paris|"
    "in the regions|regions francaises|hors de l ile de france|provincial|provinciaux|provinciales|provinciale|"
    "outside the paris region|outside the paris area|outside the capital|outside greater paris|outside the capital s|"
    "outside of paris|outside the ile de france|outside of the paris region|outside of ile de france|"
    "beyond the paris region|beyond paris|away from paris|away from the paris region|hors de la region parisienne|"
    "hors d ile de france|en dehors d ile de france|hors idf|hors de l idf|outside idf|outside paris and its region|"
    "hors region parisienne|hors de paris|hors paris|en dehors de paris|en dehors de la region parisienne|"
    "en dehors de l ile de france|en dehors de la capitale|hors de la capitale|hors region capitale|loin de paris|"
    "loin de la capitale|the rest of france|reste de la france|rest of the country|reste du pays|"
    "excluding the paris region|excluding paris|outside the french capital|en regions|dans les regions|"
    "regions other than ile de france|sans la region parisienne|elsewhere in france|ailleurs en france",
    "XX-north-east-england": "north east england|nord est de l angleterre|north east of england",
    "XX-touraine": "touraine",
    "XX-rouen": "rouen",
    "XX-lyon": "lyon|lyonnais|agglomeration lyonnaise",
    "XX-bordeaux": "bordeaux|bordelais",
    "XX-lille": "lille|lillois|metropole lilloise",
    "XX-marseille-aix": "marseille et aix|marseille aix|marseille and aix|marseille",
    "XX-levallois": "levallois",
    "XX-paris-montparnasse": "montparnasse",
    "XX-paris-nation": "quartier de la nation|nation district|paris nation",
    "R22-11": "capital s region|region de la capitale|region around paris|in and around paris|around paris|"
    "paris and its region|paris et sa region|paris et sa couronne|"
    "autour de paris|paris and its suburbs|paris et sa banlieue|paris and surroundings|idf|"
    "la capitale et sa region|the capital and its region|paris et ses environs|region parisienne|paris region|"
    "paris area|ile de france|francilien|franciliens|"
    "francilienne|franciliennes|greater paris|capital region|region capitale|grand paris|parisian region",
    "R22-53": "breton|bretons|bretonne|bretonnes|brittany",
    "R22-94": "corsica|corse",
    "R22-22": "picard|picards|picarde|picardes|picardy",
    "R22-26": "bourguignon|bourguignons|bourguignonne|bourguignonnes|burgundian|burgundy",
    "R22-41": "lorrain|lorrains|lorraine|lorraines",
    "R22-21": "champenois|champenoise|champenoises",
    "R22-83": "auvergnat|auvergnats|auvergnate|auvergnates",
    "R22-74": "limousine|limousins",
    "R22-72": "aquitain|aquitains|aquitaine|aquitaines",
    "R22-91": "languedocien|languedociens|languedocienne",
    "R22-43": "franc comtois|comtois|comtoise|comtoises",
    "R22-54": "poitevin|poitevins|poitevine",
    "elsewhere": "scotland|scottish|ecosse|ecossais|ecossaise|wales|welsh|pays de galles|gallois|galloise|"
    "northern ireland|irlande du nord|ulster|philippine|filipinos|philippins|philippine s|latin america|"
    "latin american|"
    "amerique latine|amerique du sud|south america|central america|amerique centrale|asia|asian|asie|asiatique|"
    "asiatiques|africa|african|africans|afrique|africain|africains|africaine|africaines|oceania|oceanie|middle east|"
    "moyen orient|scandinavia|scandinavie|scandinavian|scandinave|scandinaves|nordic countries|pays nordiques|balkans|"
    "balkan|benelux|caribbean|caraibes|antilles|catalonia|catalogne|catalan|flanders|flandre|flamand|wallonia|"
    "wallonie|wallon|wallons|bavaria|baviere|quebec|quebecois|ontario|texas|california|californie|florida|floride|"
    "ukrainian|ukrainien|ukrainiens|slovak|slovaks|slovaque|slovaques|croatian|croate|serbian|serbe|vietnamese|"
    "vietnamien|pakistani|pakistanais|korean|coreen|coreens|argentine|argentin|argentins|argentinian|chilean|chilien|"
    "chiliens|peruvian|peruvien|latvian|letton|estonian|estonien|lithuanian|lituanien|icelandic|islandais|israeli|"
    "israelien|israeliens|lebanese|libanais|malaysian|malaisien|singaporean|indonesian|indonesien|thai|thailandais|"
    "kenyan|nigerian|nigerien|ghanaian|ghaneen|cameroonian|camerounais|beninois|beninese|togolais|togolese|malien|"
    "burkinabe|emirati|saudi|saoudien|qatari|moldovan|moldave|albanian|albanais|macedonian|bosnian|slovenian|"
    "slovene|slovenes|maltese|maltais|cypriot|chypriote|jamaican|jamaicain|costa rican|costaricien|dominican|"
    "dominicain|guatemalan|ethiopian|rwandan|rwandais|ugandan|mozambican|sri lankan|bangladeshi|nepalese|taiwanese|"
    "hong kong|dubai|manila|manille|casablanca|rabat|tunis|dakar|london|londres|dublin|glasgow|edinburgh|"
    "edimbourg|cardiff|manchester|belfast|madrid|barcelona|barcelone|lisbon|lisbonne|berlin|munich|brussels|bruxelles|"
    "bucharest|bucarest|athens|athenes|mumbai|bangalore|bombay|delhi|new delhi",
    "R22-82": "rhonalpin|rhonalpins",
    "R22-93": "paca|provence",
    "R22-25": "lower normandy",
    "R22-23": "upper normandy",
    "R22-42": "alsacien|alsaciens|alsacienne",
    "DEP-75": "paris|parisien|parisiens|parisienne",
    "COM-90010": "belfort",
    "COM-55029": "bar le duc",
    "DEP-37": "indre et loire|touraine",
}  # fmt: skip
_ADJECTIVE_ENDS = ("s", "e", "es", "ne", "nes")
"""Endings of an adjective of nation in its other forms: « croate », « croates », « ukrainienne »."""
_WEAK_FRENCH = split_set("francais francaise francaises french")
_COMMON = split_set(
    "centre nord manche lot cher somme orne gard aude vienne marne moselle meuse creuse landes var ain loire "
    "sarthe rhone ardennes vosges jura tarn eure aisne oise nievre allier drome isere savoie ariege gers "
    "herault loiret yonne doubs essonne maurice jersey paris reunion georgia chad jordan turkey guinea niger "
    "mali oman peru cuba iran benin togo macao monaco tours"
)
_PLACE_LEADS = split_set("le la l les dans du de en au in region departement of the d our notre")
_TOWN_WORDS = split_set("metropole ville agglomeration commune bassin communaute site")
_NOT_TOWNS = split_set(
    "france paris l la le les un une nos notre ce cette juin juillet mai mars avril janvier fevrier aout "
    "may march april june july august january february september october november december "
    "septembre octobre novembre decembre insee unedic acoss cesmo the our afrc sp2c"
)
_KINDS = ("region22", "region13", "department", "country")


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """A place named: the codes that it may be, where, and whether it is a place or only an adjective of nation."""

    codes: frozenset[str]
    place: int
    strength: Strength = "strong"


class PlaceIndex:
    """Names of places by their first word."""

    def __init__(self, register: Register) -> None:
        self._names: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
        for code, names in _AREAS.items():
            for name in names.split("|"):
                self._add(name, code, common=False)
                if code == ELSEWHERE and " " not in name:
                    for end in _ADJECTIVE_ENDS:
                        self._add(name + end, code, common=False)
        for kind in _KINDS:
            for territory in geography.territories(kind):  # type: ignore[arg-type]
                for name in {territory.label.fr, territory.label.en}:
                    self._add(name, territory.code)
        for code in sorted({figure.territory for figure in register.listed_figures}):
            label = register.name("territory", code)
            for name in {label.fr, label.en}:
                self._add(name, code, common=False if code.startswith(("COM-", "XX-")) else None)
        for code, term in register.vocabulary.get("territories", {}).items():
            if code.startswith("XX-"):
                for name in {term.label.fr, term.label.en}:
                    self._add(name, code)
        for found in self._names.values():
            found.sort(key=lambda one: -len(one[0]))

    def _add(self, name: str, code: str, *, common: bool | None = None) -> None:
        words = tuple(word.raw for word in make_words(name))
        words = words[1:] if words[:1] == ("the",) else words
        if not words:
            return
        doubtful = (len(words) == 1 and words[0] in _COMMON) if common is None else common
        known = self._names.setdefault(words[0], [])
        if (words, code, doubtful) not in known and not (
            common is None and any(one[0] == words for one in known if one[1] in _AREAS)
        ):
            known.append((words, code, doubtful))

    def find(self, text: TokenText, words: list[Word]) -> list[PlaceSaid]:
        """Return the places that a sentence names, in their order; the longest name wins where two begin alike."""
        found: list[PlaceSaid] = []
        at = 0
        while at < len(words):
            word = words[at]
            length, codes = self._match(text, words, at)
            if length:
                if codes != {""}:
                    found.append(PlaceSaid(frozenset(codes), word.place))
                at += length
                continue
            if word.raw in _WEAK_FRENCH:
                found.append(PlaceSaid(frozenset({"FR"}), word.place, "weak"))
            elif self._is_town(text, words, at):
                found.append(PlaceSaid(frozenset({ELSEWHERE}), word.place))
            at += 1
        return found

    def _match(self, text: TokenText, words: list[Word], at: int) -> tuple[int, set[str]]:
        best, codes = 0, set[str]()
        for name, code, doubtful in self._names.get(words[at].raw, ()):
            length = len(name)
            if length < best or at + length > len(words):
                continue
            if tuple(word.raw for word in words[at : at + length]) != name:
                continue
            if doubtful and not _is_place(text, words, at):
                continue
            if length > best:
                best, codes = length, set()
            codes.add(code)
        return best, codes

    def _is_town(self, text: TokenText, words: list[Word], at: int) -> bool:
        """Tell whether a capitalised word after *à*, *in*, *métropole de* is a town."""
        word = words[at]
        if at == 0 or not text.read_token(word.place)[:1].isupper() or len(word.raw) < 3 or word.raw in _NOT_TOWNS:
            return False
        before = words[at - 1].raw
        wide = {one.raw for one in words[max(0, at - 3) : at]}
        if before in {"a", "in", "at", "near"} or wide & _TOWN_WORDS:
            return word.raw in _town_names()
        return False


def _is_place(text: TokenText, words: list[Word], at: int) -> bool:
    """Tell whether a common word is written as a place: a capital, and a preposition or an article before."""
    if not text.read_token(words[at].place)[:1].isupper():
        return False
    place = words[at].place
    if text.word(place - 1) == " " and text.word(place - 2) == text.word(place + 1) == ",":
        return True
    return at > 0 and words[at - 1].raw in _PLACE_LEADS


@cache
def _town_names() -> frozenset[str]:
    """The first words of the names of communes, folded: read only when a capitalised word may be one."""
    names = set()
    for territory in geography.territories("commune"):
        words = make_words(territory.label.fr)
        if words:
            names.add(words[0].raw)
    return frozenset(names)


_KEPT: "WeakKeyDictionary[Register, PlaceIndex]" = WeakKeyDictionary()


def index_places(register: Register) -> PlaceIndex:
    """Return the names of places of a register, made once."""
    found = _KEPT.get(register)
    if found is None:
        found = _KEPT[register] = PlaceIndex(register)
    return found


@cache
def list_same_places(code: str) -> frozenset[str]:
    """Return the codes that name the same ground: Île-de-France is one region before and after 2016."""
    found = {code}
    if code in {"FR", "FR-M"}:
        return frozenset({"FR", "FR-M"})
    if code in _SAME_GROUND:
        found.add(_SAME_GROUND[code])
    return frozenset(found)


def _same_ground() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for old in geography.territories("region22"):
        new = next((parent for parent in old.parents if parent.startswith("REG-")), None)
        if new is not None and len(geography.children(new, "region22")) == 1:
            pairs[old.code], pairs[new] = new, old.code
    return pairs


_SAME_GROUND = _same_ground()
