/**
 * Measurements in six cities, with two mistakes that many applications have: a query for
 * each row of another query, and a statement without an index.
 */
@NullMarked
package io.github.tracingstarter.sample.climate;

import org.jspecify.annotations.NullMarked;
