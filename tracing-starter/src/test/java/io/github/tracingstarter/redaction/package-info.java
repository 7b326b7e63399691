@NullMarked
package io.github.tracingstarter.redaction;

import org.jspecify.annotations.NullMarked;
