//! What must hold within bare deals, checked once for all that are alike.

use crate::load::checker::{At, Checker};
use crate::load::deal::check_rules;
use crate::model::pack::{BareDeal, Said};
use crate::model::{Kind, Role};

/// Whether deals of some shape are sound: what must hold within a bare deal rests on its kind, on the roles in it, and on
/// whether both are of one entity. Of those with the same of each the first is checked, and tells of all.
#[derive(Debug, Default)]
pub struct BareShapes(Vec<(Shape, bool)>);

type Shape = (Kind, [Role; 2], bool);

impl BareShapes {
    /// Whether a deal is sound, its id aside.
    pub fn is_sound(&mut self, deal: &BareDeal<'_, impl Said>) -> bool {
        let [(one, giver), (other, taker)] = deal.parties;
        let shape = (deal.says.kind(), [one, other], giver == taker);
        if let Some((_, is_sound)) = self.0.iter().find(|(known, _)| *known == shape) {
            return *is_sound;
        }
        let mut checker = Checker::default();
        let is_sound = deal.deal().is_some_and(|deal| {
            check_rules(&mut checker, &At::nowhere(), &deal);
            checker.faults.is_empty()
        });
        self.0.push((shape, is_sound));
        is_sound
    }
}
