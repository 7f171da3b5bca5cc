//! A cursor in a list that changes under it.

/// Where a cursor is: on a thing, known by its id, so that it survives filters, reloads and
/// resizes.
///
/// When the thing leaves the list, the cursor stays with it, between the rows, until it is
/// moved; `app::selection` says when what was done moves it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor<K> {
    on: Option<K>,
    /// The row it is on, or would be.
    at: usize,
    /// The first row shown when last moved.
    top: usize,
}

impl<K> Default for Cursor<K> {
    fn default() -> Cursor<K> {
        Cursor {
            on: None,
            at: 0,
            top: 0,
        }
    }
}

/// A step of a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Down,
    Up,
    PageDown,
    PageUp,
    First,
    Last,
}

impl<K: Copy + PartialEq> Cursor<K> {
    /// What it is on, in the list or no more.
    pub fn on(&self) -> Option<K> {
        self.on
    }

    /// The row it is on, `None` between the rows.
    pub fn row(&self, len: usize, key_at: impl Fn(usize) -> K) -> Option<usize> {
        (self.at < len && Some(key_at(self.at)) == self.on).then_some(self.at)
    }

    /// The first row to show in a pane of `height` rows.
    pub fn top(&self, len: usize, height: usize) -> usize {
        viewport(self.top, self.at, len, height)
    }

    /// The rows that a pane shows in so many lines: the line, the row, and whether the cursor is
    /// on it.
    pub fn shown(
        &self,
        len: usize,
        height: u16,
        key_at: impl Fn(usize) -> K,
    ) -> impl Iterator<Item = (u16, usize, bool)> {
        let on = self.row(len, key_at);
        let rows = self.top(len, height.into())..len;
        (0..height)
            .zip(rows)
            .map(move |(line, row)| (line, row, on == Some(row)))
    }

    /// Puts the cursor on a thing; [`Cursor::settle`] finds its row.
    pub fn put(&mut self, key: K) {
        self.on = Some(key);
    }

    /// Forgets what it is on, so that [`Cursor::settle`] takes the row it is at.
    pub fn let_go(&mut self) {
        self.on = None;
    }

    /// Finds its thing again after the list has changed.
    pub fn settle(&mut self, len: usize, key_at: impl Fn(usize) -> K) {
        let row_of = |key| (0..len).find(|row| key_at(*row) == key);
        self.settle_by(len, &key_at, row_of);
    }

    /// The same where something quicker than a look at each row tells where a thing is.
    pub fn settle_by(
        &mut self,
        len: usize,
        key_at: impl Fn(usize) -> K,
        row_of: impl FnOnce(K) -> Option<usize>,
    ) {
        if self.on.is_some() && self.row(len, &key_at).is_some() {
            return;
        }
        if let Some(on) = self.on {
            if let Some(at) = row_of(on) {
                self.at = at;
            } else {
                self.at = self.at.min(len);
            }
            return;
        }
        self.at = self.at.min(len.saturating_sub(1));
        self.on = (len > 0).then(|| key_at(self.at));
    }

    /// Moves in a pane of `height` rows.
    pub fn go(&mut self, step: Step, len: usize, height: usize, key_at: impl Fn(usize) -> K) {
        let Some(last) = len.checked_sub(1) else {
            return;
        };
        let between = self.row(len, &key_at).is_none();
        let half = (height / 2).max(1);
        self.top = self.top(len, height);
        self.at = match step {
            Step::Down if between => self.at,
            Step::Down => self.at + 1,
            Step::Up => self.at.saturating_sub(1),
            Step::PageDown => self.at + half,
            Step::PageUp => self.at.saturating_sub(half),
            Step::First => 0,
            Step::Last => last,
        }
        .min(last);
        self.on = Some(key_at(self.at));
        self.top = self.top(len, height);
    }
}

/// The first row to show of `len` in a pane of `height`, so that row `at` is in it, as
/// near to `top` as that allows.
pub fn viewport(top: usize, at: usize, len: usize, height: usize) -> usize {
    let lowest = (at + 1).saturating_sub(height);
    let highest = at.min(len.saturating_sub(height));
    top.clamp(lowest.min(highest), highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(list: &[i32], steps: &[Step]) -> Option<i32> {
        let mut cursor = Cursor::default();
        cursor.settle(list.len(), |row| list[row]);
        for step in steps {
            cursor.go(*step, list.len(), 4, |row| list[row]);
        }
        cursor.on()
    }

    #[test]
    fn steps_stay_inside_the_list() {
        let list = [10, 20, 30, 40, 50];
        assert_eq!(on(&list, &[]), Some(10));
        assert_eq!(on(&list, &[Step::Up]), Some(10));
        assert_eq!(on(&list, &[Step::Down, Step::Down]), Some(30));
        assert_eq!(on(&list, &[Step::PageDown]), Some(30));
        assert_eq!(on(&list, &[Step::Last, Step::Down]), Some(50));
        assert_eq!(on(&[], &[Step::Down, Step::Last]), None);
    }

    #[test]
    fn the_cursor_follows_its_thing_and_stays_with_one_that_left() {
        let mut cursor = Cursor::default();
        let (before, moved, gone) = ([10, 20, 30], [5, 10, 20, 30], [5, 10, 30]);
        cursor.settle(3, |row| before[row]);
        cursor.go(Step::Down, 3, 9, |row| before[row]);
        cursor.settle(4, |row| moved[row]);
        assert_eq!(
            (cursor.on(), cursor.row(4, |row| moved[row])),
            (Some(20), Some(2))
        );
        cursor.settle(3, |row| gone[row]);
        assert_eq!(
            (cursor.on(), cursor.row(3, |row| gone[row])),
            (Some(20), None)
        );
        let mut down = cursor.clone();
        down.go(Step::Down, 3, 9, |row| gone[row]);
        assert_eq!(down.on(), Some(30));
        cursor.go(Step::Up, 3, 9, |row| gone[row]);
        assert_eq!(cursor.on(), Some(10));
    }

    #[test]
    fn a_viewport_holds_its_row_and_no_emptiness() {
        for (top, at, len, height, expected) in [
            (0, 0, 10, 4, 0),
            (0, 3, 10, 4, 0),
            (0, 4, 10, 4, 1),
            (5, 4, 10, 4, 4),
            (9, 9, 10, 4, 6),
            (0, 9, 10, 20, 0),
            (0, 0, 0, 4, 0),
            (3, 3, 4, 0, 3),
        ] {
            assert_eq!(
                viewport(top, at, len, height),
                expected,
                "{top} {at} {len} {height}"
            );
        }
    }
}
