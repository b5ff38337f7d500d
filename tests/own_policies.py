"""What an operator may add: short policies that answer a known gap, and pages off the topic."""

# By file name: the gaps it answers, and its text.
POLICIES: dict[str, tuple[tuple[str, ...], str]] = {
    "refund-policy.md": (
        ("Refunds of dues",),
        """# Refund policy

Dues are not refundable once a membership has begun. A member that paid twice by mistake gets the
second payment back within 30 days. Write to the membership department and name the date of both
payments.
""",
    ),
    "office-hours.md": (
        ("Office hours and holidays",),
        """# Office hours

Our office is open Monday to Friday from 9 a.m. to 5 p.m. Eastern Time. We are closed on federal
holidays and between Christmas and New Year.
""",
    ),
    "payment-methods.md": (
        ("Payment methods and installments",),
        """# How to pay dues

You can pay by check, by ACH transfer or by credit card through the member portal. We do not take
cash. Purchase orders are accepted from city governments.
""",
    ),
    "installments.md": (
        ("Payment methods and installments",),
        """# Paying in installments

Members may pay their annual dues in two installments, half in January and half in July. Ask for
the plan before the first invoice is due.
""",
    ),
    "invoices.md": (
        ("Invoices, tax forms and receipts",),
        """# Invoices and W-9

An invoice is sent by e-mail each November. Our W-9 form can be downloaded from the member portal.
A receipt follows within five business days of your payment.
""",
    ),
    "membership-year.md": (
        ("Renewal date and membership year",),
        """# Renewal and membership year

The membership year runs from January 1 to December 31. Renewal notices go out in November, and
renewal is due by January 31.
""",
    ),
    "signing.md": (
        ("Who signs the membership application", "The mayor's signature for joining"),
        """# Signing the application

The application for membership is signed by the mayor or the highest elected official. A city
manager may sign on behalf of the mayor.
""",
    ),
    "individuals.md": (
        ("Individual, student and honorary membership",),
        """# Individual membership

Individuals and students cannot be members of their own. They take part through the sister city
program of their community. There is no honorary membership.
""",
    ),
    "logo.md": (
        ("Logo and name use",),
        """# Use of our logo

Members in good standing may use the association's logo and name on their website and letterhead.
Do not change its colors. Commercial use needs written permission.
""",
    ),
    "next-conference.md": (
        ("Date and place of the next conference",),
        """# Annual Conference 2027

The next Annual Conference takes place in Tulsa, Oklahoma, on July 15-17, 2027.
""",
    ),
    "late-payment.md": (
        ("Late payment, lapse and rejoining",),
        """# Late dues

A member whose dues are 90 days late is suspended and loses its benefits. It can rejoin at any time
by paying the current year's dues; there is no late fee.
""",
    ),
    "form-languages.md": (
        ("Online form and languages of the form",),
        """# The application form

The membership application can be filled in online. The form is available in English, Spanish and
Japanese.
""",
    ),
    "small-towns.md": (
        ("Discounts and waivers of dues",),
        """# Discount for small towns

Towns with fewer than 5,000 residents get a discount of 50% on their annual dues. A waiver is
possible after a natural disaster.
""",
    ),
    "dues-2027.md": (
        ("Current dues for a US city", "Dues bands by population"),
        """# Membership dues 2027

Annual dues of US cities, by population:

| Population | Annual dues |
|---|---|
| up to 10,000 | $180 |
| 10,001 to 50,000 | $420 |
| 50,001 to 250,000 | $890 |
| over 250,000 | $1,545 |
""",
    ),
    "processing.md": (
        ("Processing time of an application",),
        """# After you apply

Applications are processed within ten business days. You then receive a welcome letter and your
invoice.
""",
    ),
    "privacy.md": (
        ("Protection of members' data",),
        """# Privacy

We keep the names and e-mail addresses of member contacts to run the membership. Member data is
never sold. You may ask us to delete your data at any time.
""",
    ),
}

# By file name: pages on other things, which close nothing.
OFF_TOPIC: dict[str, str] = {
    "newsletter.md": """# Spring newsletter

Spring has come to our town, and with it the cherry trees that our friends in Japan sent us. The
youth orchestra is back from its tour. Thank you to all volunteers who made the festival a success.
""",
    "greeting.md": """# A greeting from the mayor

Dear residents, it is an honor to welcome our guests from abroad. Friendship between peoples begins
with a handshake between neighbors. I wish you all a happy summer.
""",
    "picnic.md": """# Staff picnic

The staff picnic is on Friday at the lake. Bring a salad or a dessert. There will be a softball
game at two, and the bus leaves from the parking garage at noon.
""",
    "partner-news.md": """# News from our partner city

Our partner city has opened a new tram line along the river. The mayor cut the ribbon, and a choir
of school children sang. The old market hall is being restored.
""",
    "museum.md": """# City museum

The city museum is open from Tuesday to Sunday, 10 a.m. to 6 p.m. Admission is $8 for adults and
free for children. The new exhibition shows gifts from abroad.
""",
    "parking.md": """# Parking downtown

Parking in the garage costs $2 an hour. You can pay with coins or by phone. Residents get a permit
for $120 a year at city hall.
""",
    "library-card.md": """# Library cards

A library card is free for residents. Bring a photo ID and proof of address. Books can be renewed
twice; late fees are 25 cents a day.
""",
    "garden.md": """# Japanese garden

The garden was laid out in 1967 by a landscape architect from Kyoto. Its tea house may be rented
for weddings. Dogs are not allowed.
""",
    "recipe.md": """# Cookie recipe

Mix two cups of flour with a cup of sugar and half a pound of butter. Bake for twelve minutes at
350 degrees. Makes three dozen.
""",
    "minutes.md": """# Minutes of the street committee

Present were seven residents. The committee discussed the potholes on Elm Street and asked the city
to repair them before winter. The next meeting is on the first Monday of May.
""",
    "marathon.md": """# City marathon

The marathon starts at 7 a.m. at the stadium. Registration costs $65 until March and $80
afterwards. Every runner gets a shirt and a medal.
""",
    "water.md": """# Water bills

Water is billed every two months. Pay your bill online or at the counter in city hall. If you are
late, a reminder is sent before the water is turned off.
""",
    "school.md": """# Elementary school menu

On Monday there is vegetable soup, on Tuesday pasta, on Wednesday fish. Parents can order lunch
through the school's website.
""",
    "history-of-town.md": """# History of our town

The town was founded in 1834 at a ford of the river. The railroad came in 1871, and the mill closed
in 1958. Today 14,000 people live here.
""",
    "volunteers-day.md": """# Clean-up day

On Saturday we clean the river banks. Gloves and bags are provided. Afterwards there is lemonade in
the park.
""",
}
