@NullMarked
package io.github.tracingstarter.report;

import org.jspecify.annotations.NullMarked;
