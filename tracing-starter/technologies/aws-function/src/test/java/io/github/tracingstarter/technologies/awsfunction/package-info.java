@NullMarked
package io.github.tracingstarter.technologies.awsfunction;

import org.jspecify.annotations.NullMarked;
