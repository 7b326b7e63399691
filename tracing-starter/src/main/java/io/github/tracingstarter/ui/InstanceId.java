package io.github.tracingstarter.ui;

/**
 * Tells one start of the application from the next, so that the page notices a restart. A
 * bean.
 *
 * @param value a random text
 */
public record InstanceId(String value) {

}
