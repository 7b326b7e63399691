/**
 * The items of a user.
 */
@NullMarked
package io.github.tracingstarter.sample.item;

import org.jspecify.annotations.NullMarked;
