//! The objects of a repository, through one `git cat-file --batch` that is asked one after another. Names go in through
//! its input: none can be taken for an option.

use super::{Refusal, Repository};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// Objects larger than anything that people write are passed over.
const LARGEST: u64 = 16 << 20;

/// An object of git's.
#[derive(Debug, PartialEq, Eq)]
pub enum Object {
    /// There is none of this name.
    Missing,
    /// Several could be meant.
    Ambiguous,
    /// It is too large to be looked at.
    TooLarge,
    /// It is there.
    Found {
        /// Its name in hexadecimal digits.
        id: String,
        /// `commit`, `tree`, `blob` or `tag`.
        kind: String,
        /// What is in it.
        bytes: Vec<u8>,
    },
}

/// The process.
#[derive(Debug)]
pub struct Objects {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Objects {
    /// Starts it.
    pub fn open(repository: &Repository) -> Result<Self, Refusal> {
        let mut git = repository.command(&["cat-file", "--batch"]);
        let mut child = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("it has no output"))?;
        Ok(Self { input: child.stdin.take(), output: BufReader::new(output), child })
    }

    /// The object of a name: a hash, or whatever git takes for a revision.
    pub fn get(&mut self, name: &str) -> io::Result<Object> {
        if name.is_empty() || name.contains(|c: char| c.is_control()) {
            return Ok(Object::Missing);
        }
        let Some(input) = &mut self.input else { return Ok(Object::Missing) };
        writeln!(input, "{name}")?;
        input.flush()?;
        let mut head = Vec::new();
        self.output.by_ref().take(1 << 16).read_until(b'\n', &mut head)?;
        let head = String::from_utf8_lossy(&head);
        let head = head.trim_end();
        if head.ends_with(" missing") {
            return Ok(Object::Missing);
        }
        if head.ends_with(" ambiguous") {
            return Ok(Object::Ambiguous);
        }
        let mut parts = head.split(' ');
        let (Some(id), Some(kind), Some(size)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(io::Error::other("git has ended too early"));
        };
        let size: u64 = size.parse().map_err(|_| io::Error::other("git speaks of an object in unknown words"))?;
        // Behind the object stands a line end.
        if size > LARGEST {
            io::copy(&mut self.output.by_ref().take(size + 1), &mut io::sink())?;
            return Ok(Object::TooLarge);
        }
        let mut bytes = Vec::new();
        self.output.by_ref().take(size + 1).read_to_end(&mut bytes)?;
        if bytes.pop() != Some(b'\n') {
            return Err(io::Error::other("git has ended too early"));
        }
        Ok(Object::Found { id: id.to_owned(), kind: kind.to_owned(), bytes })
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // Without input it ends by itself.
        self.input = None;
        let _ = self.child.wait();
    }
}
