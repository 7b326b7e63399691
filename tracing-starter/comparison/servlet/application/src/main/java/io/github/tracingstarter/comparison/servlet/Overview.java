package io.github.tracingstarter.comparison.servlet;

/**
 * Everything known about a user.
 *
 * @param user the data in the database
 * @param weather the weather where the user lives
 */
record Overview(Users.Stock user, Weather weather) {

}
