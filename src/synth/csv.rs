//! A web as two tables, for tools that know no books.

use std::io::{self, Write};

use super::ron::{country, name};
use super::web::Plan;

pub(super) fn companies(plan: Plan, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "id,name,kind,category,country")?;
    for entity in 0..plan.entities() {
        let (name, country) = (name(plan, entity), country(plan, entity));
        match plan.market(entity) {
            None => writeln!(to, "e{entity},{name},investor,,{country}")?,
            Some(market) => writeln!(to, "e{entity},{name},company,market-{market},{country}")?,
        }
    }
    Ok(())
}

pub(super) fn deals(plan: Plan, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "src,dst,kind,amount,date")?;
    for deal in plan.deals() {
        let kind = deal.kind.word().to_ascii_lowercase();
        let amount = deal.dollars.map_or_else(String::new, |dollars| dollars.to_string());
        for giver in &deal.givers {
            writeln!(to, "e{giver},e{},{kind},{amount},{}-{:02}-{:02}", deal.taker, deal.year, deal.month, deal.day)?;
        }
    }
    Ok(())
}
