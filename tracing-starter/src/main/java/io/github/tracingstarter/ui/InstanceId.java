package io.github.tracingstarter.ui;

/**
 * Identifies one run of the application, so that the page detects a restart. A bean.
 *
 * @param value a random text
 */
public record InstanceId(String value) {

}
