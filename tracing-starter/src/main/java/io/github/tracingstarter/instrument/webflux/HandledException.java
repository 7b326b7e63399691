package io.github.tracingstarter.instrument.webflux;

/**
 * An exception of a handler that the application may turn into a response.
 *
 * @param exception the exception
 * @param cutOff whether the head of another response had been sent before, so that the
 * response ends there
 */
record HandledException(Throwable exception, boolean cutOff) {

}
