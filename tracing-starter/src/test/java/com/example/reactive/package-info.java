/**
 * An application as others write it, outside the packages of the starter.
 */
@NullMarked
package com.example.reactive;

import org.jspecify.annotations.NullMarked;
