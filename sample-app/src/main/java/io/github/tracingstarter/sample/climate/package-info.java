/**
 * What was measured in six cities, with two mistakes that many applications have: a query
 * for each row of another, and a statement that misses an index.
 */
@NullMarked
package io.github.tracingstarter.sample.climate;

import org.jspecify.annotations.NullMarked;
