package io.github.tracingstarter.comparison.reactive;

import java.util.List;

/**
 * A user and the titles of the user's items.
 *
 * @param name the user's name
 * @param city where the user lives
 * @param items the titles
 */
record UserItems(String name, String city, List<String> items) {

}
