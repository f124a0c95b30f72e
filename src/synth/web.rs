//! The invented web itself: who there is, and one deal after another.

use super::random::Random;
use crate::model::{Kind, Role, Status};

/// How large a web, and which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Pairs of giver and taker over all deals; a pair becomes a leg for each thing that its kind moves.
    pub legs: u64,
    /// Which of all webs of that size.
    pub seed: u64,
}

/// One deal of a web.
#[derive(Debug, Clone)]
pub struct SynthDeal {
    pub number: u64,
    pub kind: Kind,
    /// The roles of the two sides.
    pub roles: (Role, Role),
    /// The parties of the first side, by number, each once.
    pub givers: Vec<u64>,
    /// The party of the second side.
    pub taker: u64,
    /// The whole amount in dollars; absent where nobody states it.
    pub dollars: Option<u64>,
    /// What the first party commits of it.
    pub commits: Option<u64>,
    pub year: u64,
    pub month: u64,
    pub day: u64,
    pub status: Status,
    /// The part of the amount that hangs on something.
    pub contingent: Option<u64>,
    /// Whether one more investor took part whom nobody names.
    pub undisclosed: bool,
    pub source: u64,
}

/// Kinds by how many of a thousand deals are of them, with the roles of the two sides.
const MIX: &[(u64, Kind, Role, Role)] = &[
    (480, Kind::Investment, Role::Investor, Role::Investee),
    (200, Kind::Supply, Role::Supplier, Role::Customer),
    (100, Kind::Rivalry, Role::Rival, Role::Rival),
    (50, Kind::Distribution, Role::Maker, Role::Distributor),
    (40, Kind::Acquisition, Role::Acquirer, Role::Target),
    (30, Kind::Purchase, Role::Customer, Role::Supplier),
    (25, Kind::Loan, Role::Lender, Role::Borrower),
    (20, Kind::License, Role::Licensor, Role::Licensee),
    (15, Kind::Board, Role::Director, Role::Company),
    (12, Kind::Hosting, Role::Host, Role::Tenant),
    (10, Kind::JointDevelopment, Role::Partner, Role::Partner),
    (8, Kind::RevenueShare, Role::Payer, Role::Payee),
    (6, Kind::Guarantee, Role::Guarantor, Role::Debtor),
    (4, Kind::Regulation, Role::Regulator, Role::Subject),
];

/// The most investors of one round.
const LARGEST_ROUND: u64 = 40;

impl Plan {
    /// How many entities there are: one to eight legs, funds included.
    pub const fn entities(self) -> u64 {
        let wanted = self.legs / 8;
        if wanted < 40 { 40 } else { wanted }
    }

    /// How many of them are funds; they come first.
    pub const fn funds(self) -> u64 {
        self.entities() * 15 / 100
    }

    /// How many markets companies compete in.
    pub const fn markets(self) -> u64 {
        let wanted = self.entities() / 25;
        if wanted < 8 {
            8
        } else if wanted > 400 {
            400
        } else {
            wanted
        }
    }

    /// How many sources tell the deals.
    pub const fn sources(self) -> u64 {
        self.legs / 1000 + 4
    }

    /// The market of a company; absent for a fund.
    pub fn market(self, entity: u64) -> Option<u64> {
        (entity >= self.funds()).then(|| Random::of_stream(self.seed, entity).rank(self.markets(), 2))
    }

    /// Every deal in turn, until the legs planned are used up.
    pub fn deals(self) -> impl Iterator<Item = SynthDeal> {
        let mut random = Random::of_stream(self.seed, u64::MAX);
        let mut left = self.legs;
        let mut number = 0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let deal = self.deal(&mut random, number, left);
            left -= deal.givers.len() as u64;
            number += 1;
            Some(deal)
        })
    }

    fn deal(self, random: &mut Random, number: u64, left: u64) -> SynthDeal {
        let mut draw = random.below(1000);
        let &(_, kind, one, two) = MIX
            .iter()
            .find(|(weight, ..)| {
                let hit = draw < *weight;
                draw = draw.saturating_sub(*weight);
                hit
            })
            .unwrap_or(&MIX[0]);
        let taker = self.company(random);
        let wanted = if kind == Kind::Investment { 1 + random.rank(LARGEST_ROUND, 5).min(left - 1) } else { 1 };
        // A round has no more investors than there are others.
        let wanted = wanted.min(self.entities() - 1);
        let mut givers: Vec<u64> = Vec::new();
        while (givers.len() as u64) < wanted {
            let giver = if kind == Kind::Investment && !random.chance(150) {
                random.rank(self.funds(), 5)
            } else {
                self.company(random)
            };
            // Whoever is in already is passed over for the next in rank, so that the loop surely ends.
            let free = (0..self.entities())
                .map(|step| (giver + step) % self.entities())
                .find(|it| *it != taker && !givers.contains(it));
            givers.extend(free);
        }
        let dollars = random.chance(850).then(|| (1 + random.below(999)) * 10_u64.pow(4 + Self::magnitude(random)));
        let commits = dollars.filter(|_| givers.len() > 1 && random.chance(300)).map(|all| all / 10 * 3);
        let moves_money = !kind.payers().is_empty();
        let contingent = dollars.filter(|_| moves_money && random.chance(20)).map(|all| all / 4);
        SynthDeal {
            number,
            kind,
            roles: (one, two),
            undisclosed: kind == Kind::Investment && random.chance(10),
            givers,
            taker,
            dollars: dollars.filter(|_| moves_money),
            commits,
            year: 2000 + random.below(26),
            month: 1 + random.below(12),
            day: 1 + random.below(28),
            status: match random.below(100) {
                0..70 => Status::Closed,
                70..82 => Status::Signed,
                82..92 => Status::Announced,
                92..96 => Status::Reported,
                96..98 => Status::Rumoured,
                98 => Status::Cancelled,
                _ => Status::Lapsed,
            },
            contingent,
            source: random.rank(self.sources(), 2),
        }
    }

    /// The number of zeros of an amount in tens of thousands: large deals are rare.
    fn magnitude(random: &mut Random) -> u32 {
        u32::try_from(random.rank(4, 2)).unwrap_or(0)
    }

    /// A company, the first the likeliest. Funds are not companies.
    fn company(self, random: &mut Random) -> u64 {
        self.funds() + random.rank(self.entities() - self.funds(), 2)
    }
}
