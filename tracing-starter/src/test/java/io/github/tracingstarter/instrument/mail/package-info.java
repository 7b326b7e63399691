@NullMarked
package io.github.tracingstarter.instrument.mail;

import org.jspecify.annotations.NullMarked;
