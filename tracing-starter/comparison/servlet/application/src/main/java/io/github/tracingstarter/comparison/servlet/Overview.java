package io.github.tracingstarter.comparison.servlet;

/**
 * All that is known of a user.
 *
 * @param user what the database says
 * @param weather the weather where the user lives
 */
record Overview(Users.Stock user, Weather weather) {

}
