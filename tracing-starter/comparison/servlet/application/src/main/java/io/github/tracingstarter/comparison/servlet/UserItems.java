package io.github.tracingstarter.comparison.servlet;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A user and the titles of the user's items.
 *
 * @param name the user's name
 * @param city where the user lives
 * @param items the titles
 */
record UserItems(@Nullable String name, @Nullable String city, List<@Nullable String> items) {

}
