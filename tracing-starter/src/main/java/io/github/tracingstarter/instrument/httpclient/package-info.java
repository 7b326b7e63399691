/**
 * Traces calls made with the JDK's HTTP client, Apache HttpClient and OkHttp.
 */
@NullMarked
package io.github.tracingstarter.instrument.httpclient;

import org.jspecify.annotations.NullMarked;
