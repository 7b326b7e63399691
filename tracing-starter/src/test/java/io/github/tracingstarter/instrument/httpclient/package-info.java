@NullMarked
package io.github.tracingstarter.instrument.httpclient;

import org.jspecify.annotations.NullMarked;
