/// A sample design, to be copied: a sorted map in memory that a log makes durable.
///
/// Everything is in the map; a write is appended to the log first. Opening reads the log and writes the map into a new
/// one, and so does a full reorganisation. It is the smallest engine that passes the whole testkit, and no more: one
/// monitor, held over appends, and every open costs the whole store.
@NullMarked
package org.example.map;

import org.jspecify.annotations.NullMarked;
