"""A file name is told from a caption, and a caption is never refused."""

from __future__ import annotations

import pytest

from azdarar.language.filenames import looks_like_file_name

# Names by cameras, telephones, programs, publishing systems and libraries of pictures, as they turn up in
# the archives of newspapers.
FILE_NAMES = [
    "arton71307",
    "moton743",
    "rubon12",
    "auton5",
    "arton71307.jpg",
    "IMG_2034",
    "IMG-2034",
    "IMG 2034",
    "IMG_2034.JPG",
    "img_2034 (1)",
    "IMG_20201102_100533",
    "IMG-20201102-WA0003",
    "DSC_0001",
    "DSC01234",
    "DSCN1234",
    "DSCF0042",
    "P1010101",
    "P1010101.JPG",
    "MVI_1234",
    "PXL_20210102_101112",
    "VID_20201102_100533",
    "GOPR0042",
    "DJI_0042",
    "100_1234",
    "Screenshot 2020-11-02 at 10.05.33",
    "Screenshot_20201102-100533",
    "Screen Shot 2020-11-02 at 10.05.33",
    "Capture d’écran 2020-11-02 à 10.05.33",
    "Capture d'écran (12)",
    "Capture d’écran",
    "Снимок экрана 2020-11-02 в 10.05.33",
    "d41d8cd98f00b204e9800998ecf8427e",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "3f9a1c0b7e",
    "550e8400-e29b-41d4-a716-446655440000",
    "JPEG - 7.2 Mo",
    "PNG - 340 kB",
    "JPEG - 45.6 ko",
    "PDF – 1,2 Mio",
    "GIF",
    "jpeg",
    "image/jpeg",
    "image.jpg",
    "photo-1",
    "photo 1",
    "Image 3",
    "image (2)",
    "image001",
    "unnamed",
    "unnamed (1)",
    "sans-titre-3",
    "Sans titre",
    "Untitled",
    "untitled-1",
    "Без названия (2)",
    "Без имени-1",
    "Նկար 3",
    "WhatsApp Image 2020-11-02 at 10.05.33",
    "signal-2020-11-02-100533",
    "photo_2020-11-02_10-05-33",
    "FB_IMG_1604312345",
    "received_1234567890",
    "1280x720",
    "1280 × 720 px",
    "20201102",
    "2020-11-02 10.05.33",
    "12345",
    "CamelCase_with_underscores",
    "Pashinyan_Nikol_2020",
    "logo-ok-v2-final",
    "manifestation-erevan-place",
    "pashinyan-poutine-31-octobre",
    "Nikol-Pashinyan-Moscow-2020",
    "https://example.org/a.jpg",
    "www.example.org/photo",
    "/var/www/images/a",
    "images/2020/11/photo",
    "C:\\Photos\\a",
    "EnZ8kQ1XYAAbcde",
    "shutterstock_1234567",
    "AdobeStock_123456",
    "GettyImages-1234567890",
    "pexels-john-doe-12345",
    "000_8UQ2AB",
    "AFP20201102001",
    "pashinyan2020",
    "FullSizeRender",
    "Copie de IMG_2034",
    "scan0001",
    "Scan 12",
    "Photo",
    "téléchargement (2)",
    "PashinyanPutinMoscow",
    "photo%20du%20lac",
    "thumb_lac",
    "IMG_2034 Nikol Pashinian",
    "...",
    "7.2 Mo",
    "image1-copie",
    "Arton71307",
]

# Captions and alternative texts that hold a number, a hyphen, a single word, a capital in the middle or a
# word machines use too. None may be refused: an editor wrote them for readers.
CAPTIONS = [
    "Le lac Sevan en hiver",
    "Sevan",
    "Երևան",
    "A-1 de Yerevan",
    "IMG au parlement",
    "Poutine",
    "Le Kremlin, 2 novembre 2020",
    "Photo de groupe devant le parlement",
    "Photo : Anahit Sarkissian",
    "Image de synthèse Azdarar",
    "Une capture d’écran du site du ministère",
    "Capture d’écran du site du ministère",
    "Capture d’un soldat",
    "Aix-en-Provence",
    "arc-en-ciel",
    "tête-à-tête",
    "Saint-Jean-de-Luz",
    "Vitry-sur-Seine",
    "Saint-Germain-en-Laye",
    "Haut-Karabakh",
    "Covid-19",
    "covid-19",
    "G20",
    "COP29",
    "A320",
    "Boeing 737",
    "Su-30",
    "T-72",
    "RN7",
    "Ararat-73",
    "Euro 2020",
    "Euro2020",
    "McDonald’s",
    "YouTube",
    "ArmenPress",
    "Le 24 avril 1915",
    "24 avril 1915",
    "1915 à Van",
    "Trois femmes lisent un journal daté de 1920.",
    "Un téléphone ivoire sans cadran",
    "Carte du Haut-Karabakh",
    "Nikol Pashinian et Vladimir Poutine à Moscou",
    "Нагорный Карабах",
    "Озеро Севан зимой",
    "Фото на память",
    "Սևանա լիճը ձմռանը",
    "Նիկոլ Փաշինյան",
    "Lake Sevan in winter",
    "Screenshot of the ministry’s website",
    "The download that broke the server",
    "Untitled, oil on canvas, 1932",
    "Sans titre, huile sur toile de Minas Avetissian",
    "Sans titre (1932)",
    "JPEG, histoire d’un format",
    "Le format PNG",
    "Logo du Parti républicain",
    "Portrait",
    "Figure 1. Les frontières en 1920",
    "Image satellite de Goris",
    "Photographie aérienne",
    "Document d’archives",
    "Le document signé le 9 novembre",
    "Collage de Sergueï Paradjanov",
    "P. 12 du manuscrit",
    "Page 12",
    "Manuscrit nº 2374",
    "L’Airbus A320-200 de la compagnie",
    "AFP",
    "Unité 17",
    "Photo prise le 12 mars 2019 à Gyumri",
    "Image tirée du film de 1965",
    "Les 100 ans de l’école",
    "Signal envoyé de la tour",
    "Doc Gynéco",
    "D’Artagnan",
    "rendez-vous",
    "Mi-24",
    "Porte-parole",
    "Île-de-France",
    "Iljouchine Il-76",
    "Vanadzor, 1988",
]


@pytest.mark.parametrize("text", FILE_NAMES)
def test_a_file_name_is_recognised(text):
    assert looks_like_file_name(text)


@pytest.mark.parametrize("text", CAPTIONS)
def test_a_caption_passes(text):
    assert not looks_like_file_name(text)


@pytest.mark.parametrize(
    "text", ["  IMG_2034  ", "« IMG_2034 »", '"arton71307"', "IMG_2034.", "IMG_2034.JPG\n"]
)
def test_spaces_and_quotation_marks_hide_nothing(text):
    assert looks_like_file_name(text)


def test_an_empty_text_is_decided_elsewhere():
    assert not looks_like_file_name("")
    assert not looks_like_file_name("  ")


def test_a_long_text_is_prose_and_is_answered_at_once():
    assert not looks_like_file_name("Le lac Sevan en hiver. " * 10_000)
    assert looks_like_file_name("1-" * 120 + "a")
    assert not looks_like_file_name(
        "Une légende qui parle de l’image image.jpg trouvée dans les archives du journal"
    )
